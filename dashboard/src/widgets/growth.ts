import type { Values } from '../history/lines.ts'

const hourS = 3600

/**
 * By how many bytes a course changed, and in how many hours; null before there is an hour of it. No finer than hours: a
 * step bears the time of its start, whenever in it the first sample was taken. `times` are seconds.
 */
export function growthOf(times: readonly number[], values: Values): { bytes: number; hours: number } | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, seconds: times[index] ?? 0 }]))
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last || last.seconds - first.seconds < hourS) return null
  return { bytes: last.value - first.value, hours: Math.round((last.seconds - first.seconds) / hourS) }
}
