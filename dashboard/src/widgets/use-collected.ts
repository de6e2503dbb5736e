import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { courseOf, mergePoints, type TracePoint } from '../api/points.ts'

const collected = (name: string) =>
  queryOptions<TracePoint[]>({ queryKey: ['collected', name], queryFn: () => [], enabled: false, initialData: [] })

/** The last minutes of what has no history: as far as this page has seen them. */
export function useCollected(name: string, value: number | null, timeMs: number, slotMs: number): (number | null)[] {
  const cache = useQueryClient()
  const { data: points } = useQuery(collected(name))
  useEffect(() => {
    cache.setQueryData(collected(name).queryKey, (before = []) => mergePoints(before, [{ timeMs, values: [value] }]))
  }, [cache, name, value, timeMs])
  return useMemo(() => courseOf(points, 0, slotMs), [points, slotMs])
}
