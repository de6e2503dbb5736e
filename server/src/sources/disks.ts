import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './read-text.ts'

// The unit of /proc/diskstats, whatever the disk's own sectors are.
const sectorBytes = 512

/** Bytes since the start. */
export interface DiskCounters {
  read: number
  written: number
}

const diskLine = /^ *\d+ +\d+ (\S+) \d+ \d+ (\d+) \d+ \d+ \d+ (\d+) /gm

/**
 * The counters of the disks that `isCounted` names, from `/proc/diskstats`.
 * @see Documentation/admin-guide/iostats.rst
 */
export function parseDisks(diskstats: string, isCounted: (name: string) => boolean): Map<string, DiskCounters> {
  const disks = new Map<string, DiskCounters>()
  for (const [, name = '', read, written] of diskstats.matchAll(diskLine)) {
    if (isCounted(name)) disks.set(name, { read: Number(read) * sectorBytes, written: Number(written) * sectorBytes })
  }
  return disks
}

/**
 * Tells whole physical disks from partitions and from loop, ram, zram, dm, md and zvol devices, which would count the
 * same bytes again. What a name is, is looked up once, and again after `forget`.
 */
export class PhysicalDisks {
  private readonly known = new Map<string, boolean>()

  constructor(private readonly sysfs: string) {}

  has(name: string): boolean {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const isPhysical = this.lookUp(name)
    this.known.set(name, isPhysical)
    return isPhysical
  }

  forget(): void {
    this.known.clear()
  }

  // Only whole disks are in /sys/block, and only those that hang on a bus have a device. A disk behind several paths
  // (NVMe) shows each of them as a hidden one.
  private lookUp(name: string): boolean {
    const folder = join(this.sysfs, 'block', name.replaceAll('/', '!'))
    return existsSync(join(folder, 'device')) && readText(join(folder, 'hidden'))?.trim() !== '1'
  }
}
