import { Sparkline } from '../components/sparkline.tsx'
import type { SystemLine } from './system-trace.ts'
import { useSystemCourse } from './use-system-course.ts'

interface CourseProps {
  line: SystemLine
  /** The least that reaches its top. */
  most: number
  className?: string
}

/** The last minutes of a line of the machine, which may go beyond what is usual. */
export function Course({ line, most, ...look }: CourseProps) {
  const values = useSystemCourse(line)
  return <Sparkline values={values} most={Math.max(most, ...values.map((value) => value ?? 0))} {...look} />
}
