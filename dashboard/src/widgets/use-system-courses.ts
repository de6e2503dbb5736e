import { useQuery } from '@tanstack/react-query'
import { createCourses } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { indexOfLine, type SystemLine, systemTrace } from './system-trace.ts'

const nothing: never[] = []
// One for all that show them.
const select = createCourses(30_000)

/** The lines of the machine for sparklines, all from one look at the cache. */
export function useSystemCourses(): (line: SystemLine) => readonly (number | null)[] {
  const { session } = useServices()
  const { data = nothing } = useQuery({ ...recentQuery(session, systemTrace), select })
  return (line) => data[indexOfLine(line)] ?? nothing
}
