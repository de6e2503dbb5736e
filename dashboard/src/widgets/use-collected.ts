import { useMemo } from 'react'
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
  const points = useMemo(() => {
    const merged = mergePoints(collected.get(name) ?? [], [{ timeMs, values: [value] }])
    // Outlives this widget, and nobody has to be told of it; the same point again changes nothing.
    collected.set(name, merged)
    return merged
  }, [collected, name, value, timeMs])
  const courses = useMemo(() => createCourses(slotMs), [slotMs])(points)
  return courses[0] ?? nothing
}
