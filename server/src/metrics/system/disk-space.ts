import { join, resolve } from 'node:path'
import {
  type FilesystemSize,
  type LocalFilesystem,
  localFilesystems,
  type Machine,
  type Mount,
  parseMounts,
  readText,
} from '../../sources/index.ts'

export interface DiskSpace {
  disk_used: number | null
  disk_total: number | null
}

/** Bytes of the local file systems together. */
export class DiskSpaceMeter {
  private readonly mountinfo: string
  private lastText: string | null = null
  private filesystems: LocalFilesystem[] = []

  constructor(private readonly machine: Machine) {
    const { procfs } = machine.roots
    // On this machine's own /proc the mounts that this process can reach; on another's, those of its first process.
    this.mountinfo = join(procfs, resolve(procfs) === '/proc' ? 'self' : '1', 'mountinfo')
  }

  async measure(): Promise<DiskSpace> {
    const text = readText(this.mountinfo)
    if (text !== this.lastText) {
      this.lastText = text
      this.filesystems = text === null ? [] : localFilesystems(parseMounts(text))
    }
    const measured = await Promise.all(this.filesystems.map((filesystem) => this.measureFilesystem(filesystem)))
    return sumSpace(measured.filter((space) => space !== null))
  }

  private async measureFilesystem({ mounts }: LocalFilesystem): Promise<MeasuredSpace | null> {
    const sizes = await Promise.all(mounts.map((mount) => this.ask(mount)))
    const size = poolSize(sizes.filter((size) => size !== null))
    return size && { ...size, mount: mounts[0] }
  }

  // One that is out of reach or hangs counts as gone, both its used and its total bytes: the others still tell.
  private async ask(mount: Mount): Promise<FilesystemSize | null> {
    try {
      const size = await this.machine.statfs(join(this.machine.roots.rootfs, mount.mountPoint))
      const isSane = Number.isSafeInteger(size.total) && size.used >= 0 && size.used <= size.total
      return isSane && size.total > 0 ? size : null
    } catch {
      return null
    }
  }
}

export interface MeasuredSpace extends FilesystemSize {
  mount: Mount
}

/**
 * The size of a file system that was asked at several places. Each dataset of a ZFS pool shows its own used bytes, and
 * as free what all of them share.
 */
export function poolSize(sizes: readonly FilesystemSize[]): FilesystemSize | null {
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
