import { memo } from 'react'

// Whole numbers, which are made and read quicker; the line's own width does not depend on them.
const size = { width: 1000, height: 240 }
const margin = 10
// Draws nothing, but gives all lines the same bounds: where they change, the browser orders its layers anew, and copies each
// chart for it.
const corners = `M0 0h0M${size.width} ${size.height}h0`

/** The path of a line over evenly spaced values, from `least` to `most`; where a value is missing it is broken. */
export function sparkPath(values: readonly (number | null)[], most: number, least = 0): string {
  const step = size.width / Math.max(1, values.length - 1)
  let isDrawing = false
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const command = isDrawing ? 'L' : 'M'
      isDrawing = true
      const y = size.height - margin - ((Math.min(value, most) - least) / (most - least)) * (size.height - 2 * margin)
      return `${command}${Math.round(index * step)} ${Math.round(y)}`
    })
    .join('')
}

interface SparklineProps {
  values: readonly (number | null)[]
  /** The values at its top and its foot. */
  most: number
  least?: number
  className?: string
}

/** A course in small; decoration, for its numbers stand beside it. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { values, most, least = 0, className = 'stroke-cpu' } = props
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" className="h-6 w-full" aria-hidden>
      <path
        d={corners + sparkPath(values, Math.max(most, least + 1), least)}
        fill="none"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        className={className}
      />
    </svg>
  )
})
