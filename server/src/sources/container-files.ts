import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import type { MachineRoots } from './machine.ts'
import { parseInterfaces } from './network.ts'
import { readBrief, readText } from './read-text.ts'

/** What a container has used up to now, in nanoseconds and bytes; null: not told. */
export interface ContainerCounters {
  cpuNs: number
  memoryUsage: number
  received: number | null
  sent: number | null
  read: number | null
  written: number | null
}

/** Where the kernel tells of one container: its control groups, and the network of its first process. */
export interface ContainerFiles {
  isUnified: boolean
  cpu: string
  memory: string
  io: string
  network: string
}

/**
 * Finds the files of a container by its first process; null when that is not to be seen here, or not the container's:
 * its control group bears the id, whichever engine and driver has made it.
 * @see man 7 cgroups
 */
export function findContainerFiles({ procfs, sysfs }: MachineRoots, id: string, pid: number): ContainerFiles | null {
  const text = readText(join(procfs, String(pid), 'cgroup'))
  if (!text?.includes(id)) return null
  const root = join(sysfs, 'fs/cgroup')
  const isUnified = existsSync(join(root, 'cgroup.controllers'))
  const folderOf = (controller: string) => {
    for (const line of text.split('\n')) {
      const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
      if (isUnified ? controllers !== '' : !controllers.split(',').includes(controller)) continue
      // Out of a container of our own the path begins with as many `/..` as that is deep.
      const own = upTo(id, normalize(`/${path}`))
      const places = [own, `/system.slice/docker-${id}.scope`, `/docker/${id}`]
      const bases = isUnified ? [root] : [join(root, controllers), join(root, controller)]
      return bases.flatMap((base) => places.map((place) => join(base, place))).find(existsSync) ?? null
    }
    return null
  }
  const [cpu, memory, io] = ['cpuacct', 'memory', 'blkio'].map(folderOf)
  if (!cpu || !memory || !io) return null
  return { isUnified, cpu, memory, io, network: join(procfs, String(pid), 'net/dev') }
}

// An engine or a systemd inside may have put the process into a group below the container's.
function upTo(id: string, path: string): string {
  const parts = path.split('/')
  return parts.slice(0, parts.findIndex((part) => part.includes(id)) + 1).join('/')
}

/**
 * Reads the counters; with `hasNetwork` those of its interfaces too.
 * Memory is what `docker stats` shows: without the page cache that has not been used lately.
 * @throws when a file is gone or may not be read
 */
export function readContainerFiles(files: ContainerFiles, hasNetwork: boolean): ContainerCounters {
  const { isUnified, cpu, memory } = files
  const usage = Number(readBrief(`${memory}/${isUnified ? 'memory.current' : 'memory.usage_in_bytes'}`))
  const stat = readBrief(`${memory}/memory.stat`)
  const inactive = numberAfter(stat, isUnified ? '\ninactive_file ' : '\ntotal_inactive_file ') ?? 0
  return {
    cpuNs: isUnified
      ? (numberAfter(`\n${readBrief(`${cpu}/cpu.stat`)}`, '\nusage_usec ') ?? Number.NaN) * 1000
      : Number(readBrief(`${cpu}/cpuacct.usage`)),
    memoryUsage: inactive < usage ? usage - inactive : usage,
    ...readTransfers(files),
    ...(hasNetwork ? sumInterfaces(readBrief(files.network)) : { received: null, sent: null }),
  }
}

/** The most memory that the container may use, in bytes; infinite without a limit of its own. */
export function readMemoryLimit({ isUnified, memory }: ContainerFiles): number {
  const text = readBrief(`${memory}/${isUnified ? 'memory.max' : 'memory.limit_in_bytes'}`).trim()
  return text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
}

function numberAfter(text: string, name: string): number | null {
  const start = text.indexOf(name)
  return start < 0 ? null : Number.parseInt(text.slice(start + name.length, start + name.length + 20), 10)
}

type Transfers = Pick<ContainerCounters, 'read' | 'written'>

// Kernels differ in what they have of the accounting of disks.
function readTransfers({ isUnified, io }: ContainerFiles): Transfers {
  const names = isUnified
    ? ['io.stat']
    : ['blkio.throttle.io_service_bytes_recursive', 'blkio.throttle.io_service_bytes']
  for (const name of names) {
    const text = readText(`${io}/${name}`)
    if (text === null) continue
    return isUnified ? sumTransfers(text, /\brbytes=(\d+) wbytes=(\d+)/g) : sumByDirection(text)
  }
  return { read: null, written: null }
}

function sumTransfers(text: string, pattern: RegExp): Transfers {
  const sum = { read: 0, written: 0 }
  for (const [, read, written] of text.matchAll(pattern)) {
    sum.read += Number(read)
    sum.written += Number(written)
  }
  return sum
}

function sumByDirection(text: string): Transfers {
  const sum = { read: 0, written: 0 }
  for (const [, direction, bytes] of text.matchAll(/^\d+:\d+ (Read|Write) (\d+)$/gm)) {
    sum[direction === 'Read' ? 'read' : 'written'] += Number(bytes)
  }
  return sum
}

/** All interfaces but `lo`; null where there is no other. */
function sumInterfaces(netDev: string): Pick<ContainerCounters, 'received' | 'sent'> {
  const interfaces = [...parseInterfaces(netDev)].filter(([name]) => name !== 'lo')
  if (interfaces.length === 0) return { received: null, sent: null }
  const sum = { received: 0, sent: 0 }
  for (const [, { received, sent }] of interfaces) {
    sum.received += received
    sum.sent += sent
  }
  return sum
}
