import type { Container } from '@home-zenith/contract'
import { type Answer, average, greatest, joinByName, type Values } from '../history/lines.ts'

/** A container as it is now, and what it used over a range. */
export interface ContainerRow {
  name: string
  image: string
  /** As the engine says; `removed`: it only has a history. */
  status: string
  health: Container['health']
  /** Milliseconds since the epoch; null while it does not run. */
  startedMs: number | null
  restarts: number | null
  cpu: number | null
  memory: number | null
  received: number | null
  sent: number | null
  /** What it used over the range, a value a step; of the network in and out together. */
  courses: { cpu: Values; memory: Values; network: Values }
  cpuAverage: number | null
  cpuMost: number | null
}

export type SortKey = 'name' | 'status' | 'startedMs' | 'restarts' | 'cpu' | 'memory' | 'received' | 'cpuAverage'
export interface Order {
  key: SortKey
  isDescending: boolean
}

/** The containers of this moment, and those that only used something in the range. */
export function rowsOf(containers: readonly Container[], answer: Answer | undefined): ContainerRow[] {
  const used = new Map(joinByName(answer?.series ?? []).map(({ name, columns }) => [name, columns]))
  const present = containers.map((one): ContainerRow => {
    const isRunning = one.status === 'running'
    return {
      name: one.container_name,
      image: one.image,
      status: one.status,
      health: one.health,
      startedMs: isRunning && one.started_at !== null ? Date.parse(one.started_at) : null,
      restarts: one.restart_count,
      cpu: one.cpu_usage,
      memory: one.memory_usage,
      received: one.network_rx_speed,
      sent: one.network_tx_speed,
      ...usageOf(used.get(one.container_name) ?? {}),
    }
  })
  const names = new Set(present.map(({ name }) => name))
  const removed = [...used]
    .filter(([name, { cpu_usage = [] }]) => !names.has(name) && average(cpu_usage) !== null)
    .map(([name, columns]): ContainerRow => ({ ...nothing, name, ...usageOf(columns) }))
  return [...present, ...removed]
}

const nothing = {
  image: '',
  status: 'removed',
  health: null,
  startedMs: null,
  restarts: null,
  cpu: null,
  memory: null,
  received: null,
  sent: null,
}

/** What of the history a row shows. */
export const rowFields = ['cpu_usage', 'memory_usage', 'network_rx_speed', 'network_tx_speed'] as const

function usageOf(
  columns: Partial<Record<(typeof rowFields)[number], Values>>,
): Pick<ContainerRow, 'courses' | 'cpuAverage' | 'cpuMost'> {
  const { cpu_usage: cpu = [], memory_usage: memory = [], network_rx_speed: received = [] } = columns
  const sent = columns.network_tx_speed ?? []
  const network = received.map((value, step) => (value === null ? null : value + (sent[step] ?? 0)))
  return { courses: { cpu, memory, network }, cpuAverage: average(cpu), cpuMost: greatest(cpu) }
}

/** In order; what a container does not have comes last, whichever way. */
export function sortRows(rows: readonly ContainerRow[], { key, isDescending }: Order): ContainerRow[] {
  const sign = isDescending ? -1 : 1
  return [...rows].sort((one, other) => {
    const [a, b] = [one[key], other[key]]
    if (a === null || b === null) return Number(a === null) - Number(b === null) || one.name.localeCompare(other.name)
    const difference = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b)
    return sign * difference || one.name.localeCompare(other.name)
  })
}

/** Whether each word of a search is in the container's name, image or state. */
export function isFound({ name, image, status, health }: ContainerRow, search: string): boolean {
  const text = [name, image, status, health].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
