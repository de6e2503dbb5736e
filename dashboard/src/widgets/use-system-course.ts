import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { createCourse } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { indexOfLine, type SystemLine, systemTrace } from './system-trace.ts'

const slotMs = 30_000
const nothing: never[] = []

/** One of its lines for a sparkline. */
export function useSystemCourse(line: SystemLine): (number | null)[] {
  const { session } = useServices()
  const select = useMemo(() => createCourse(indexOfLine(line), slotMs), [line])
  const { data = nothing } = useQuery({ ...recentQuery(session, systemTrace), select })
  return data
}
