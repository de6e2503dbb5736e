import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { createCourse, mergePoints, type TracePoint } from '../api/points.ts'
import { collectedKey } from '../api/queries.ts'

/** The last minutes of what has no history: as far as this page has seen them. */
export function useCollected(name: string, value: number | null, timeMs: number, slotMs: number): (number | null)[] {
  const cache = useQueryClient()
  const points = useMemo(() => {
    const before = cache.getQueryData<TracePoint[]>([collectedKey, name]) ?? []
    return mergePoints(before, [{ timeMs, values: [value] }])
  }, [cache, name, value, timeMs])
  // Outlives this widget, and nobody has to be told of it.
  useEffect(() => void cache.setQueryData([collectedKey, name], points), [cache, name, points])
  return useMemo(() => createCourse(0, slotMs), [slotMs])(points)
}
