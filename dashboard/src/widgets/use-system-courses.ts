import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { createCourses } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { indexOfLine, type SystemLine, systemLines, systemTrace } from './system-trace.ts'

const slotMs = 30_000
const nothing: never[] = []

/** The lines of the machine for sparklines, all from one look at the cache. */
export function useSystemCourses(): (line: SystemLine) => readonly (number | null)[] {
  const { session } = useServices()
  const [select] = useState(() => createCourses(systemLines, slotMs))
  const { data = nothing } = useQuery({ ...recentQuery(session, systemTrace), select })
  return (line) => data[indexOfLine(line)] ?? nothing
}
