import { memo } from 'react'
import { stretchesOf } from './trace-stretches.ts'

// Whole numbers, which are made and read quicker; the line's own width does not depend on them.
const size = { width: 1000, height: 240 }
const margin = 10
// Draws nothing, but gives the line the same bounds, whatever its course: as those of a trace.
const bounds = { x: -100, y: -100, width: size.width + 200, height: size.height + 200 }

/** The points of each stretch of a line over evenly spaced values, from `least` to `most`; a missing value breaks it. */
export function sparkStretches(values: readonly (number | null)[], most: number, least = 0): string[] {
  const step = size.width / Math.max(1, values.length - 1)
  const points = values.map((value, index) => {
    if (value === null) return null
    const y = size.height - margin - ((Math.min(value, most) - least) / (most - least)) * (size.height - 2 * margin)
    return [Math.round(index * step), Math.round(y)] as const
  })
  return stretchesOf(points).map((stretch) => stretch.flat().join(' '))
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
      <rect {...bounds} fill="transparent" />
      {sparkStretches(values, Math.max(most, least + 1), least).map((points, index) => (
        <polyline
          // Of a stretch nothing stays but its place among them.
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the stretch
          key={index}
          points={points}
          fill="none"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
          className={className}
        />
      ))}
    </svg>
  )
})
