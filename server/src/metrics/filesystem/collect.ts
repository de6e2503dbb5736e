import type { Filesystem, FilesystemSample } from '@home-zenith/contract'
import { Filesystems, type Machine, type Mount } from '../../sources/index.ts'
import type { Collector } from '../family.ts'

/** Asks each local file system for its size, each dataset of a ZFS pool too. Network mounts are not asked: they may hang. */
export function createFilesystemCollector(machine: Machine): Collector<FilesystemSample> {
  const filesystems = new Filesystems(machine)

  async function measure(mount: Mount): Promise<Filesystem> {
    const size = await filesystems.measure(mount)
    const hasInodes = size !== null && size.inodesTotal > 0
    return {
      mount: mount.mountPoint,
      device: mount.source,
      type: mount.type,
      used: size?.used ?? null,
      total: size?.total ?? null,
      available: size?.available ?? null,
      inodes_used: hasInodes ? size.inodesUsed : null,
      inodes_total: hasInodes ? size.inodesTotal : null,
      read_only: mount.isReadOnly,
    }
  }

  return {
    async prime() {},
    async collect() {
      const mounts = filesystems.list().flatMap((filesystem) => filesystem.mounts)
      return { filesystems: await Promise.all(mounts.map(measure)) }
    },
  }
}
