import { join } from 'node:path'
import type { FilesystemSize, Machine } from './machine.ts'
import { type LocalFilesystem, localFilesystems, type Mount, parseMounts } from './mounts.ts'
import { ownFolder } from './own-folder.ts'
import { readText } from './read-text.ts'

/** The local file systems of a machine: which there are, and how large each is. */
export class Filesystems {
  private readonly mountinfo: string
  private lastText: string | null = null
  private found: LocalFilesystem[] = []

  constructor(private readonly machine: Machine) {
    // systemd gives a service mounts of its own, most of them read-only: those of the first process are the machine's.
    const { procfs } = machine.roots
    const ofFirst = join(procfs, '1', 'mountinfo')
    this.mountinfo = readText(ofFirst) === null ? join(ownFolder(procfs), 'mountinfo') : ofFirst
  }

  /** As they are mounted now. */
  list(): readonly LocalFilesystem[] {
    const text = readText(this.mountinfo)
    if (text !== this.lastText) {
      this.lastText = text
      this.found = text === null ? [] : localFilesystems(parseMounts(text))
    }
    return this.found
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
