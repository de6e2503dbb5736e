import { type Collected, createCourses, mergePoints } from '../api/points.ts'

const nothing: never[] = []

/** Adds what a page has seen of something that has no history, and gives its last minutes: another list when a slot is over. */
export function collect(
  collected: Map<string, Collected>,
  name: string,
  { value, timeMs, slotMs }: { value: number | null; timeMs: number; slotMs: number },
): readonly (number | null)[] {
  const { points, coursesOf } = collected.get(name) ?? { points: [], coursesOf: createCourses(slotMs) }
  // The same moment again changes nothing.
  const merged = points.at(-1)?.timeMs === timeMs ? points : mergePoints(points, [{ timeMs, values: [value] }])
  collected.set(name, { points: merged, coursesOf })
  return coursesOf(merged)[0] ?? nothing
}
