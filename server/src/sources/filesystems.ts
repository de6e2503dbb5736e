import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { FilesystemSize, Machine } from './machine.ts'
import { type LocalFilesystem, localFilesystems, type Mount, parseMounts } from './mounts.ts'
import { ownFolder } from './own-folder.ts'
import { readText } from './read-text.ts'

// The kernel writes a line for each mount, those of containers too: that may cost as much as all else of a sample.
const keptMs = 14_000
// Their root's number is in memory.
const promptTypes = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'vfat', 'exfat', 'ntfs3'])

/** The local file systems of a machine: which there are, and how large each is. */
export class Filesystems {
  private readonly mountinfo: string
  private lastText: string | null = null
  private found: LocalFilesystem[] = []
  private listedMs = Number.NEGATIVE_INFINITY
  /** What lies at each mount point, by its device. */
  private devices = new Map<Mount, number | undefined>()

  constructor(private readonly machine: Machine) {
    // systemd gives a service mounts of its own, most of them read-only: those of the first process are the machine's.
    const { procfs } = machine.roots
    const ofFirst = join(procfs, '1', 'mountinfo')
    this.mountinfo = readText(ofFirst) === null ? join(ownFolder(procfs), 'mountinfo') : ofFirst
  }

  /** As they are mounted now; one that has just come may be left out for a moment. */
  list(): readonly LocalFilesystem[] {
    const nowMs = this.machine.monotonicMs()
    if (nowMs - this.listedMs < keptMs && this.areMounted()) return this.found
    this.listedMs = nowMs
    const text = readText(this.mountinfo)
    if (text !== this.lastText) {
      this.lastText = text
      this.found = text === null ? [] : localFilesystems(parseMounts(text))
    }
    this.devices = new Map(this.found.flatMap(({ mounts }) => mounts).map((mount) => [mount, this.deviceAt(mount)]))
    return this.found
  }

  private areMounted(): boolean {
    for (const [mount, device] of this.devices) {
      if (device === undefined || this.deviceAt(mount) !== device) return false
    }
    return true
  }

  private deviceAt({ mountPoint, type }: Mount): number | undefined {
    if (!promptTypes.has(type)) return undefined
    try {
      return statSync(join(this.machine.roots.rootfs, mountPoint)).dev
    } catch {
      return undefined
    }
  }

  /** null for one that is out of reach, hangs, or tells no size; and for one below another root that is not mounted there. */
  async measure(mount: Mount): Promise<FilesystemSize | null> {
    try {
      const size = await this.machine.statfs(join(this.machine.roots.rootfs, mount.mountPoint), mount.type)
      const isSane = Number.isSafeInteger(size.total) && size.used >= 0 && size.used <= size.total
      return isSane && size.total > 0 && isOf(mount, size) ? size : null
    } catch {
      return null
    }
  }
}

// btrfs gives each subvolume a number of its own, which mountinfo does not have.
function isOf({ type, device }: Mount, size: FilesystemSize): boolean {
  return size.device === undefined || size.device === device || type === 'btrfs'
}
