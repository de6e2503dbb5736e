import { memo } from 'react'
import { Sparkline } from '../components/sparkline.tsx'

interface CourseProps {
  values: readonly (number | null)[]
  /** The least that reaches its top. */
  most: number
  className?: string
}

/** The last minutes of a line, which may go beyond what is usual. */
export const Course = memo(function Course({ values, most, ...look }: CourseProps) {
  return <Sparkline values={values} most={Math.max(most, ...values.map((value) => value ?? 0))} {...look} />
})
