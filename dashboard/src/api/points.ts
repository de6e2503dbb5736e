import type { HistoryPoint, SystemSample } from '@home-zenith/contract'

/** A moment of the live chart; percent, null where it is not known. */
export interface LivePoint {
  /** Milliseconds since the epoch, the server's. */
  timeMs: number
  cpu: number | null
  memory: number | null
}

export const liveWindowMs = 15 * 60_000
// More than the order of arrivals explains.
const clockSetBackMs = 60_000

export function pointOf(
  sample: Pick<SystemSample, 'timestamp' | 'cpu_usage' | 'memory_used' | 'memory_total'> | HistoryPoint,
): LivePoint {
  const used = sample.memory_used as number | null
  const total = sample.memory_total as number | null
  return {
    timeMs: Date.parse(sample.timestamp),
    cpu: sample.cpu_usage as number | null,
    memory: used === null || !total ? null : (used / total) * 100,
  }
}

/**
 * Both lists in order of time, each moment once, and no older than the window before the newest. `other` came later: a
 * list that lies wholly after it was stamped by a clock since set back, and would push out all that follows.
 */
export function mergePoints(one: readonly LivePoint[], other: readonly LivePoint[]): LivePoint[] {
  const latestMs = other.at(-1)?.timeMs
  if (latestMs !== undefined) one = one.filter(({ timeMs }) => timeMs - latestMs < clockSetBackMs)
  const byTime = new Map([...one, ...other].map((point) => [point.timeMs, point]))
  const sorted = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs)
  const newestMs = sorted.at(-1)?.timeMs ?? 0
  return sorted.filter(({ timeMs }) => newestMs - timeMs <= liveWindowMs)
}

/**
 * The columns of a chart: seconds, then the values. Between moments further apart than `gapMs` stands a null, so that a
 * gap in sampling is a gap in the line.
 */
export function toColumns(
  points: readonly LivePoint[],
  gapMs: number,
): [number[], (number | null)[], (number | null)[]] {
  const columns: [number[], (number | null)[], (number | null)[]] = [[], [], []]
  let previousMs = Number.NaN
  for (const { timeMs, cpu, memory } of points) {
    if (timeMs - previousMs > gapMs) push(columns, previousMs + 1, null, null)
    push(columns, timeMs, cpu, memory)
    previousMs = timeMs
  }
  return columns
}

function push(columns: ReturnType<typeof toColumns>, timeMs: number, cpu: number | null, memory: number | null): void {
  columns[0].push(timeMs / 1000)
  columns[1].push(cpu)
  columns[2].push(memory)
}
