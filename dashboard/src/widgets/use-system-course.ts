import { createCourses, liveSlotMs } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { useRead, useSource } from '../use-shared.ts'
import { indexOfLine, type SystemLine, systemTrace } from './system-trace.ts'

const nothing: never[] = []
// One for all that show them.
const coursesOf = createCourses(liveSlotMs)

/** A line of the machine for a sparkline: another one when a slot is over. */
export function useSystemCourse(line: SystemLine): readonly (number | null)[] {
  const { session } = useServices()
  const source = useSource(recentQuery(session, systemTrace))
  return useRead(source, ({ data }) => (data && coursesOf(data)[indexOfLine(line)]) ?? nothing)
}
