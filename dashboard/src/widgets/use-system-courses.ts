import { createCourses, liveSlotMs } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { useShared } from '../use-shared.ts'
import { indexOfLine, type SystemLine, systemTrace } from './system-trace.ts'

const nothing: never[] = []
// One for all that show them.
const coursesOf = createCourses(liveSlotMs)

/** The lines of the machine for sparklines, all from one look at the cache. */
export function useSystemCourses(): (line: SystemLine) => readonly (number | null)[] {
  const { session } = useServices()
  const { data } = useShared(recentQuery(session, systemTrace))
  const courses = data ? coursesOf(data) : nothing
  return (line) => courses[indexOfLine(line)] ?? nothing
}
