import {
  type FilesystemSize,
  Filesystems,
  type LocalFilesystem,
  type Machine,
  type Mount,
} from '../../sources/index.ts'

export interface DiskSpace {
  disk_used: number | null
  disk_total: number | null
}

/** Bytes of the local file systems together. */
export class DiskSpaceMeter {
  private readonly filesystems: Filesystems

  constructor(machine: Machine) {
    this.filesystems = new Filesystems(machine)
  }

  async measure(): Promise<DiskSpace> {
    const measured = await Promise.all(this.filesystems.list().map((filesystem) => this.measureFilesystem(filesystem)))
    return sumSpace(measured.filter((space) => space !== null))
  }

  // One that does not answer counts as gone, both its used and its total bytes: the others still tell.
  private async measureFilesystem({ mounts }: LocalFilesystem): Promise<MeasuredSpace | null> {
    const sizes = await Promise.all(mounts.map((mount) => this.filesystems.measure(mount)))
    const size = poolSize(sizes.filter((size) => size !== null))
    return size && { ...size, mount: mounts[0] }
  }
}

type Space = Pick<FilesystemSize, 'used' | 'total'>

export interface MeasuredSpace extends Space {
  mount: Mount
}

/**
 * The size of a file system that was asked at several places. Each dataset of a ZFS pool shows its own used bytes, and
 * as free what all of them share.
 */
export function poolSize(sizes: readonly Space[]): Space | null {
  if (sizes.length === 0) return null
  const used = sizes.reduce((sum, size) => sum + size.used, 0)
  const free = Math.max(...sizes.map((size) => size.total - size.used))
  return { used, total: used + free }
}

export function sumSpace(measured: readonly MeasuredSpace[]): DiskSpace {
  const root = measured.find(({ mount }) => mount.mountPoint === '/')
  // Without the one that every machine has, a sum would be of something else.
  if (!root) return { disk_used: null, disk_total: null }
  const counted = measured.filter((space) => space === root || !isBelow(root, space))
  return {
    disk_used: counted.reduce((sum, { used }) => sum + used, 0),
    disk_total: counted.reduce((sum, { total }) => sum + total, 0),
  }
}

// What may be written between two calls to the same file system.
const toleratedBytes = 16 * 2 ** 20

// The overlay that a container has as its root shows the size of the file system below it, which is mounted in the
// container too, for /etc/hosts and for volumes.
function isBelow(root: MeasuredSpace, space: MeasuredSpace): boolean {
  if (!root.mount.type.includes('overlay')) return false
  return space.total === root.total && Math.abs(space.used - root.used) <= toleratedBytes
}
