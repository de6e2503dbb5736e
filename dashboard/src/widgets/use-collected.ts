import { useEffect, useMemo } from 'react'
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
  const points = useMemo(
    () => mergePoints(collected.get(name) ?? [], [{ timeMs, values: [value] }]),
    [collected, name, value, timeMs],
  )
  // Outlives this widget, and nobody has to be told of it.
  useEffect(() => void collected.set(name, points), [collected, name, points])
  const courses = useMemo(() => createCourses(slotMs), [slotMs])(points)
  return courses[0] ?? nothing
}
