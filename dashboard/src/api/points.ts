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
/** How long what is older than the newest few points stays as it was drawn. */
export const liveSlotMs = 30_000
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
  if (latestMs !== undefined && other.length === 1 && latestMs > (one.at(-1)?.timeMs ?? 0)) {
    const old = one.findIndex(({ timeMs }) => latestMs - timeMs <= liveWindowMs)
    return old < 0 ? [...other] : one.slice(old).concat(other)
  }
  if (latestMs !== undefined) one = one.filter(({ timeMs }) => timeMs - latestMs < clockSetBackMs)
  const byTime = new Map([...one, ...other].map((point) => [point.timeMs, point]))
  const sorted = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs)
  const newestMs = sorted.at(-1)?.timeMs ?? 0
  return sorted.filter(({ timeMs }) => newestMs - timeMs <= liveWindowMs)
}

/** The point that is nearest to a moment; none where it is further away than points come. */
export function pointAt(points: readonly TracePoint[], ms: number, intervalMs: number): TracePoint | undefined {
  const nearest = points.findLast(({ timeMs }) => timeMs <= ms + intervalMs / 2)
  return nearest && ms - nearest.timeMs <= intervalMs ? nearest : undefined
}

/** The points of a trace as they are drawn. */
export interface SettledPoints {
  /** Those of the slots that are over: the same list as before while it holds the same. */
  settled: readonly TracePoint[]
  /** From the last of these to the newest. */
  fresh: readonly TracePoint[]
  /** The end of the slot of the newest point: the live window is drawn up to it. */
  endMs: number
}

/** Parts the points of one trace, which grows: most of what is drawn of it is drawn anew with a slot, not with each point. */
export function createSettle(slotMs: number): (points: readonly TracePoint[]) => SettledPoints {
  let settled: readonly TracePoint[] = []
  return (points) => {
    const endMs = slotOf(points.at(-1)?.timeMs ?? 0, slotMs) * slotMs
    const first = Math.max(
      0,
      points.findIndex(({ timeMs }) => timeMs > endMs - liveWindowMs),
    )
    const slot = points.findLastIndex(({ timeMs }) => timeMs <= endMs - slotMs) + 1
    const isSame = slot - first === settled.length && settled.every((point, index) => point === points[first + index])
    if (!isSame) settled = points.slice(first, slot)
    return { settled, fresh: points.slice(Math.max(first, slot - 1)), endMs }
  }
}

/**
 * Makes the sparklines of each line, in slots of equal length: the average of each; null where there is none. Up to the last
 * slot that is over: the newest value stands beside it. The same lists as before until the next is.
 */
export function createCourses(slotMs: number): (points: readonly TracePoint[]) => readonly (number | null)[][] {
  const settle = createSettle(slotMs)
  const slots = Math.ceil(liveWindowMs / slotMs) - 1
  let seen: readonly TracePoint[] | undefined
  let drawn: readonly TracePoint[] | undefined
  let courses: (number | null)[][] = []
  return (points) => {
    // As many look as show a line.
    if (points === seen) return courses
    seen = points
    const { settled, endMs } = settle(points)
    if (settled !== drawn) {
      drawn = settled
      const firstSlot = slotOf(endMs, slotMs) - slots
      courses = (settled[0]?.values ?? []).map((_, line) =>
        averagesOf(settled, line, (timeMs) => slotOf(timeMs, slotMs) - firstSlot, slots),
      )
    }
    return courses
  }
}

/** What a page has seen of something, and the sparkline of it. */
export interface Collected {
  points: readonly TracePoint[]
  coursesOf: ReturnType<typeof createCourses>
}

const slotOf = (timeMs: number, slotMs: number) => Math.ceil(timeMs / slotMs)

function averagesOf(
  points: readonly TracePoint[],
  line: number,
  indexOf: (timeMs: number) => number,
  slots: number,
): (number | null)[] {
  const sums = new Array<number>(slots).fill(0)
  const counts = new Array<number>(slots).fill(0)
  for (const { timeMs, values } of points) {
    const slot = indexOf(timeMs)
    const value = values[line]
    if (value == null) continue
    sums[slot] = (sums[slot] ?? 0) + value
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  return sums.map((sum, slot) => (counts[slot] ? sum / counts[slot] : null))
}
