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

/** What a line draws without a break: the points of itself, and those of what lies below it. */
export interface Stretch {
  line: string
  area: string
}

/** The stretches of a line over the live window. */
export function traceStretches(
  points: readonly TracePoint[],
  line: number,
  { endMs, most, gapMs }: TraceScale,
): Stretch[] {
  const { width, height } = traceSize
  const startMs = endMs - liveWindowMs
  const stretches: Stretch[] = []
  let drawn = ''
  let [firstX, lastX, lastMs] = [0, 0, Number.NaN]
  const end = () => {
    if (drawn !== '') stretches.push({ line: drawn, area: `${firstX} ${height} ${drawn} ${lastX} ${height}` })
    drawn = ''
  }
  for (const { timeMs, values } of points) {
    const value = values[line] ?? null
    if (value === null || timeMs - lastMs > gapMs) end()
    lastMs = timeMs
    if (value === null) continue
    lastX = Math.round(((timeMs - startMs) / liveWindowMs) * width)
    const y = Math.round((1 - Math.min(value, most) / most) * height)
    if (drawn === '') firstX = lastX
    drawn += `${drawn && ' '}${lastX} ${y}`
  }
  end()
  return stretches
}

/** Marks from 0 up to a value, apart by the smallest of these steps that makes no more than so many. */
export function marksUpTo(most: number, steps: readonly number[], count = 5): number[] {
  const step = steps.find((one) => most / one <= count) ?? most / count
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
