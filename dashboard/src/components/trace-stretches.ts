import { liveWindowMs, type TracePoint } from '../api/points.ts'

// Whole numbers, which are made and read quicker, finer than the pixels of a wide screen.
export const traceSize = { width: 3000, height: 1000 }

export interface TraceScale {
  /** The moment at the right edge. */
  endMs: number
  /** The value at the top; 0 is at the foot. */
  most: number
  /** Moments further apart have a gap between them. */
  gapMs: number
}

type Point = readonly [x: number, y: number]

/** What is drawn of a line without a break: it is broken where a point is missing. */
export function stretchesOf(points: readonly (Point | null)[]): Point[][] {
  const stretches: Point[][] = []
  let isBroken = true
  for (const point of points) {
    if (point && isBroken) stretches.push([])
    if (point) stretches.at(-1)?.push(point)
    isBroken = point === null
  }
  return stretches
}

/** The stretches of a line over the live window: the points of each, and those of what lies below it. */
export function traceStretches(
  points: readonly TracePoint[],
  line: number,
  { endMs, most, gapMs }: TraceScale,
): { line: string; area: string }[] {
  const { width, height } = traceSize
  const startMs = endMs - liveWindowMs
  const drawn: (Point | null)[] = []
  let lastMs = Number.NaN
  for (const { timeMs, values } of points) {
    const value = values[line] ?? null
    if (timeMs - lastMs > gapMs) drawn.push(null)
    lastMs = timeMs
    const x = Math.round(((timeMs - startMs) / liveWindowMs) * width)
    drawn.push(value === null ? null : [x, Math.round((1 - Math.min(value, most) / most) * height)])
  }
  return stretchesOf(drawn).map((stretch) => {
    const along = stretch.flat().join(' ')
    return { line: along, area: `${stretch[0]?.[0]} ${height} ${along} ${stretch.at(-1)?.[0]} ${height}` }
  })
}

/** Marks from 0 up to a value, apart by the smallest of these steps that makes no more than so many. */
export function marksUpTo(most: number, steps: readonly number[], count = 5): number[] {
  const step = steps.find((one) => most / one <= count) ?? most / count
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
