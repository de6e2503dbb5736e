import type { Container } from '@home-zenith/contract'
import type { ContainerCounters } from '../../sources/index.ts'
import { ratePerSecond } from '../rates.ts'
import type { Stats } from './answers.ts'

export type Usage = Pick<
  Container,
  | 'cpu_usage'
  | 'memory_usage'
  | 'memory_limit'
  | 'network_rx_speed'
  | 'network_tx_speed'
  | 'disk_read_speed'
  | 'disk_write_speed'
>

/** The counters of a container at a moment of a monotonic clock. */
export interface Reading extends Omit<ContainerCounters, 'cpuNs' | 'memoryUsage'> {
  atMs: number
  /** The start that it counts from. */
  startedAt: string | null
  cpuNs: number | null
  /** CPU time of the whole machine, idle too, where the engine tells it: it is then the measure of time. */
  machineCpuNs: number | null
  cpus: number
  memoryUsage: number | null
  memoryLimit: number | null
}

export const unknownUsage: Usage = {
  cpu_usage: null,
  memory_usage: null,
  memory_limit: null,
  network_rx_speed: null,
  network_tx_speed: null,
  disk_read_speed: null,
  disk_write_speed: null,
}

/** What a container used between two readings; without an earlier one of the same start there are no rates. */
export function usageBetween(earlier: Reading | undefined, later: Reading): Usage {
  const previous = earlier?.startedAt === later.startedAt ? earlier : undefined
  const elapsedMs = later.atMs - (previous?.atMs ?? later.atMs)
  const speed = (name: 'received' | 'sent' | 'read' | 'written') => {
    const value = later[name]
    return value === null ? null : ratePerSecond(previous?.[name] ?? undefined, value, elapsedMs)
  }
  return {
    cpu_usage: cpuUsage(previous, later, elapsedMs),
    memory_usage: later.memoryUsage,
    memory_limit: later.memoryLimit,
    network_rx_speed: speed('received'),
    network_tx_speed: speed('sent'),
    disk_read_speed: speed('read'),
    disk_write_speed: speed('written'),
  }
}

// 1e9 ns of CPU a second is one core: 100 %.
const nsPerPercent = 1e7

/** @see calculateCPUPercentUnix in the Docker CLI's source */
function cpuUsage(earlier: Reading | undefined, later: Reading, elapsedMs: number): number | null {
  if (!earlier || earlier.cpuNs === null || later.cpuNs === null) return null
  if (earlier.machineCpuNs === null || later.machineCpuNs === null) {
    const nsPerSecond = ratePerSecond(earlier.cpuNs, later.cpuNs, elapsedMs)
    return nsPerSecond === null ? null : nsPerSecond / nsPerPercent
  }
  const used = later.cpuNs - earlier.cpuNs
  const passed = later.machineCpuNs - earlier.machineCpuNs
  return used >= 0 && passed > 0 ? (used / passed) * later.cpus * 100 : null
}

/**
 * The reading in an answer of the engine.
 * @see calculateMemUsageUnixNoCache in the Docker CLI's source: cgroup v1 has `total_inactive_file`, v2 `inactive_file`
 */
export function readingOf(stats: Stats, hasOwnNetwork: boolean): Omit<Reading, 'atMs' | 'startedAt'> {
  const { cpu_stats: cpu, memory_stats: memory, networks, blkio_stats: disks } = stats
  const { inactive_file, total_inactive_file } = memory.stats ?? {}
  const inactive = total_inactive_file ?? inactive_file ?? 0
  const usage = memory.usage ?? null
  const interfaces = hasOwnNetwork ? Object.values(networks ?? {}) : []
  const transfers = disks?.io_service_bytes_recursive
  // cgroup v2 lists no device before it is used; v1 without a list keeps no account.
  const hasTransfers = (transfers ?? []).length > 0 || (inactive_file != null && total_inactive_file == null)
  const transferred = (op: string) =>
    hasTransfers
      ? sum((transfers ?? []).filter((entry) => entry.op.toLowerCase() === op).map(({ value }) => value))
      : null
  return {
    cpuNs: cpu.cpu_usage.total_usage ?? null,
    machineCpuNs: cpu.system_cpu_usage ?? null,
    cpus: cpu.online_cpus || cpu.cpu_usage.percpu_usage?.length || 1,
    memoryUsage: usage !== null && inactive < usage ? usage - inactive : usage,
    memoryLimit: memory.limit ?? null,
    received: interfaces.length > 0 ? sum(interfaces.map(({ rx_bytes }) => rx_bytes)) : null,
    sent: interfaces.length > 0 ? sum(interfaces.map(({ tx_bytes }) => tx_bytes)) : null,
    read: transferred('read'),
    written: transferred('write'),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
