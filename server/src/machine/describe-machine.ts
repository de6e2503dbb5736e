import { readlinkSync } from 'node:fs'
import { arch, cpus } from 'node:os'
import { join } from 'node:path'
import { type MachineRoots, readText } from '../sources/index.ts'

/** What of `GET /api/server` does not change while the server runs. */
export interface MachineDescription {
  os: string | null
  kernel: string | null
  architecture: string
  cpu_model: string | null
  cpu_cores: number | null
  memory_total: number | null
}

/** Reads it once, from files. Missing is null. */
export function describeMachine({ procfs, sysfs, rootfs }: MachineRoots): MachineDescription {
  const cpuinfo = readText(join(procfs, 'cpuinfo')) ?? ''
  const stat = readText(join(procfs, 'stat')) ?? ''
  const memoryKb = fieldOf(readText(join(procfs, 'meminfo')) ?? '', /^MemTotal:\s+(\d+) kB/m)
  return {
    os: osName(readText(join(rootfs, 'etc/os-release')) ?? readText(join(rootfs, 'usr/lib/os-release')) ?? ''),
    kernel: readText(join(procfs, 'sys/kernel/osrelease'))?.trim() || null,
    architecture: arch(),
    cpu_model: fieldOf(cpuinfo, /^model name\s*:\s*(.+)$/m) ?? boardOf(sysfs) ?? cpus()[0]?.model ?? null,
    cpu_cores: stat.match(/^cpu\d+ /gm)?.length ?? null,
    memory_total: memoryKb === null ? null : Number(memoryKb) * 1024,
  }
}

/**
 * The name of the machine's time zone; null where it has a rule without a name.
 * @see man 5 localtime: the link's target ends in the name; without the file it is UTC
 */
export function readTimeZone({ rootfs }: MachineRoots): string | null {
  const named = readText(join(rootfs, 'etc/timezone'))?.trim()
  try {
    return /zoneinfo\/(.+)$/.exec(readlinkSync(join(rootfs, 'etc/localtime')))?.[1] ?? named ?? null
  } catch (error) {
    return named || ((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'UTC' : null)
  }
}

/** When the machine was booted, by the clock as it is now: a Raspberry Pi learns the time only after its start. */
export function readBootTime({ procfs }: MachineRoots): string | null {
  const seconds = fieldOf(readText(join(procfs, 'stat')) ?? '', /^btime (\d{1,11})$/m)
  return seconds === null ? null : new Date(Number(seconds) * 1000).toISOString()
}

function fieldOf(text: string, pattern: RegExp): string | null {
  return pattern.exec(text)?.[1]?.trim() ?? null
}

function osName(release: string): string | null {
  return fieldOf(release, /^PRETTY_NAME="?([^"\n]+)"?/m)
}

// A Raspberry Pi's cpuinfo names no model; its board is what people know it by.
function boardOf(sysfs: string): string | null {
  return readText(join(sysfs, 'firmware/devicetree/base/model'))?.replaceAll('\0', '').trim() || null
}
