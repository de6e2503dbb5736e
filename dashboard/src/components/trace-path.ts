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

/** The path of a line over the live window, and that of what lies below it. */
export function tracePaths(points: readonly TracePoint[], line: number, { endMs, most, gapMs }: TraceScale) {
  const { width, height } = traceSize
  const startMs = endMs - liveWindowMs
  const paths = { line: '', area: '' }
  let stretch = ''
  let [firstX, lastMs] = [0, Number.NaN]
  const end = () => {
    if (stretch === '') return
    paths.line += `M${stretch}`
    paths.area += `M${firstX} ${height}L${stretch}V${height}`
    stretch = ''
  }
  for (const { timeMs, values } of points) {
    const value = values[line] ?? null
    if (value === null || timeMs - lastMs > gapMs) end()
    lastMs = timeMs
    if (value === null) continue
    const x = Math.round(((timeMs - startMs) / liveWindowMs) * width)
    const y = Math.round((1 - Math.min(value, most) / most) * height)
    if (stretch === '') firstX = x
    stretch += stretch === '' ? `${x} ${y}` : `L${x} ${y}`
  }
  end()
  return paths
}

/** Marks from 0 up to a value, apart by the smallest of these steps that makes no more than so many. */
export function marksUpTo(most: number, steps: readonly number[], count = 5): number[] {
  const step = steps.find((one) => most / one <= count) ?? most / count
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
