import type { Values } from '../history/lines.ts'

/** When a file system will be full if it goes on as it did. */
export type Forecast =
  | { kind: 'full-in'; seconds: number }
  /** It shrinks, stays as it is, or takes longer than is worth telling. */
  | { kind: 'not-soon' }
  /** Too little is known of it. */
  | { kind: 'unknown' }

const dayS = 86_400
const leastS = dayS
const leastPoints = 12
const farS = 5 * 365 * dayS

/** By the straight line that fits what was used best (least squares). `times` are seconds, `used` and `most` bytes. */
export function forecastFull(times: readonly number[], used: Values, most: number | null): Forecast {
  const points = times.flatMap((time, index) => {
    const value = used[index] ?? null
    return value === null ? [] : [{ time, value }]
  })
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || most === null || points.length < leastPoints || last.time - first.time < leastS) {
    return { kind: 'unknown' }
  }
  const mean = (read: (point: { time: number; value: number }) => number) =>
    points.reduce((sum, point) => sum + read(point), 0) / points.length
  // Around the first, for the squares of the epoch's seconds are too great to be told apart.
  const [meanTime, meanValue] = [mean(({ time }) => time - first.time), mean(({ value }) => value)]
  const spread = mean(({ time }) => (time - first.time - meanTime) ** 2)
  const slope = mean(({ time, value }) => (time - first.time - meanTime) * (value - meanValue)) / spread
  const seconds = (most - last.value) / slope
  return slope > 0 && seconds < farS ? { kind: 'full-in', seconds: Math.max(0, seconds) } : { kind: 'not-soon' }
}
