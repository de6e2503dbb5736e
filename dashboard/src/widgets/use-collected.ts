import { createCourses, mergePoints } from '../api/points.ts'
import { useServices } from '../app-context.ts'

const nothing: never[] = []

/** The last minutes of what has no history: as far as this page has seen them. */
export function useCollected(
  name: string,
  value: number | null,
  timeMs: number,
  slotMs: number,
): readonly (number | null)[] {
  const { collected } = useServices()
  const { points, coursesOf } = collected.get(name) ?? { points: [], coursesOf: createCourses(slotMs) }
  // The same moment again changes nothing.
  const merged = points.at(-1)?.timeMs === timeMs ? points : mergePoints(points, [{ timeMs, values: [value] }])
  // Outlives this widget, and nobody has to be told of it.
  collected.set(name, { points: merged, coursesOf })
  return coursesOf(merged)[0] ?? nothing
}
