/** A moment of a live trace; each value is null where it is not known. */
export interface TracePoint {
  /** Milliseconds since the epoch, the server's. */
  timeMs: number
  values: readonly (number | null)[]
}

/** What a live trace shows of a family: lines over the last minutes, from the history first, then from what is pushed. */
export interface Trace {
  family: string
  /** The columns that it takes from the history: samples and points name them alike. */
  fields: readonly string[]
  /** The value of each line in a sample or a point of the history. */
  read(row: Readonly<Record<string, unknown>>): (number | null)[]
}

export const liveWindowMs = 15 * 60_000
// More than the order of arrivals explains.
const clockSetBackMs = 60_000

/** A value of a sample or a point; null where it has none. */
export function numberIn(row: Readonly<Record<string, unknown>>, name: string): number | null {
  const value = row[name]
  return typeof value === 'number' ? value : null
}

export function pointOf(trace: Trace, row: { timestamp: string }): TracePoint {
  return { timeMs: Date.parse(row.timestamp), values: trace.read({ ...row }) }
}

/**
 * Both lists in order of time, each moment once, and no older than the window before the newest. `other` came later: a
 * list that lies wholly after it was stamped by a clock since set back, and would push out all that follows.
 */
export function mergePoints(one: readonly TracePoint[], other: readonly TracePoint[]): TracePoint[] {
  const latestMs = other.at(-1)?.timeMs
  // As a rule a newer one, for which nothing has to be sorted.
  if (latestMs !== undefined && other.length === 1 && latestMs > (one.at(-1)?.timeMs ?? 0))
    return [...one.filter(({ timeMs }) => latestMs - timeMs <= liveWindowMs), ...other]
  if (latestMs !== undefined) one = one.filter(({ timeMs }) => timeMs - latestMs < clockSetBackMs)
  const byTime = new Map([...one, ...other].map((point) => [point.timeMs, point]))
  const sorted = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs)
  const newestMs = sorted.at(-1)?.timeMs ?? 0
  return sorted.filter(({ timeMs }) => newestMs - timeMs <= liveWindowMs)
}

/**
 * Makes sparklines of a line, in slots of equal length: the average of each; null where there is none. Up to the last that
 * is over: the newest value stands beside it. The same list as before while it holds the same, so that what shows it is drawn
 * anew with a slot, not with each point.
 */
export function createCourse(line: number, slotMs: number): (points: readonly TracePoint[]) => (number | null)[] {
  let kept: (number | null)[] = []
  return (points) => {
    const next = averagesOf(points, line, slotMs)
    if (next.length !== kept.length || next.some((value, slot) => value !== kept[slot])) kept = next
    return kept
  }
}

/** The courses of so many lines: the same list as before while all are the same. */
export function createCourses(
  lines: number,
  slotMs: number,
): (points: readonly TracePoint[]) => readonly (readonly (number | null)[])[] {
  const courses = Array.from({ length: lines }, (_, line) => createCourse(line, slotMs))
  let kept: (number | null)[][] = []
  return (points) => {
    const next = courses.map((course) => course(points))
    if (next.some((course, line) => course !== kept[line])) kept = next
    return kept
  }
}

function averagesOf(points: readonly TracePoint[], line: number, slotMs: number): (number | null)[] {
  const slots = Math.round(liveWindowMs / slotMs)
  const lastSlot = Math.floor((points.at(-1)?.timeMs ?? 0) / slotMs) - 1
  const sums = new Array<number>(slots).fill(0)
  const counts = new Array<number>(slots).fill(0)
  for (const { timeMs, values } of points) {
    const slot = slots - 1 - (lastSlot - Math.floor(timeMs / slotMs))
    const value = values[line]
    if (value == null || slot < 0 || slot >= slots) continue
    sums[slot] = (sums[slot] ?? 0) + value
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  return sums.map((sum, slot) => (counts[slot] ? sum / counts[slot] : null))
}
