import { createCourses, mergePoints, type TracePoint } from '../api/points.ts'
import type { Source } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { useRead } from '../use-shared.ts'

const nothing: never[] = []

/** The last minutes of what has no history, as far as this page has seen them: another line when a slot is over. */
export function useCollected<Data>(
  name: string,
  source: Source<Data>,
  pointOf: (data: Data, updatedMs: number) => TracePoint,
  slotMs: number,
): readonly (number | null)[] {
  const { collected } = useServices()
  return useRead(source, ({ data, dataUpdatedAt }) => {
    if (data === undefined) return nothing
    const point = pointOf(data, dataUpdatedAt)
    const { points, coursesOf } = collected.get(name) ?? { points: [], coursesOf: createCourses(slotMs) }
    // The same moment again changes nothing.
    const merged = points.at(-1)?.timeMs === point.timeMs ? points : mergePoints(points, [point])
    // Outlives this widget, and nobody has to be told of it.
    collected.set(name, { points: merged, coursesOf })
    return coursesOf(merged)[0] ?? nothing
  })
}
