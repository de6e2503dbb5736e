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
  memoryLimit: number | null
  received: number | null
  sent: number | null
  /** Its CPU over the range, a value a step. */
  course: Values
  cpuAverage: number | null
  cpuMost: number | null
}

export type SortKey = 'name' | 'status' | 'startedMs' | 'restarts' | 'cpu' | 'memory' | 'cpuAverage'
export interface Order {
  key: SortKey
  isDescending: boolean
}

/** The containers of this moment, and those that only used something in the range. */
export function rowsOf(containers: readonly Container[], answer: Answer | undefined): ContainerRow[] {
  const used = new Map(joinByName(answer?.series ?? []).map(({ name, columns }) => [name, columns.cpu_usage ?? []]))
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
      memoryLimit: one.memory_limit,
      received: one.network_rx_speed,
      sent: one.network_tx_speed,
      ...usageOf(used.get(one.container_name) ?? []),
    }
  })
  const names = new Set(present.map(({ name }) => name))
  const removed = [...used]
    .filter(([name, values]) => !names.has(name) && average(values) !== null)
    .map(([name, values]): ContainerRow => ({ ...nothing, name, ...usageOf(values) }))
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
  memoryLimit: null,
  received: null,
  sent: null,
}

function usageOf(course: Values): Pick<ContainerRow, 'course' | 'cpuAverage' | 'cpuMost'> {
  return { course, cpuAverage: average(course), cpuMost: greatest(course) }
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
