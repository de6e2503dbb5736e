import { createCourses, liveSlotMs } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { LiveSparkline } from '../components/sparkline.tsx'
import { useSource } from '../use-shared.ts'
import { indexOfLine, type SystemLine, systemTrace } from './system-trace.ts'

const nothing: never[] = []
// One for all that show them.
const coursesOf = createCourses(liveSlotMs)

interface CourseProps {
  line: SystemLine
  scaleOf: Parameters<typeof LiveSparkline>[0]['scaleOf']
  className?: string
}

/** The last minutes of a line of the machine. */
export function Course({ line, ...look }: CourseProps) {
  const { session } = useServices()
  const source = useSource(recentQuery(session, systemTrace))
  return <LiveSparkline source={source} read={(points) => coursesOf(points)[indexOfLine(line)] ?? nothing} {...look} />
}

/** From 0 to this, or to what is more. */
export const atLeast = (most: number) => (values: readonly (number | null)[]) => ({
  most: Math.max(most, ...values.map((value) => value ?? 0)),
})
