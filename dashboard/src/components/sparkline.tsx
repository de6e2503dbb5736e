import { memo, type Ref } from 'react'
import type { Source } from '../api/queries.ts'
import { bind } from '../bind.ts'
import { drawShapes } from './draw-shapes.ts'
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

interface Scale {
  /** The values at its top and its foot. */
  most: number
  least?: number
}

type Values = readonly (number | null)[]

function draw(group: SVGGElement, values: Values, { most, least = 0 }: Scale): void {
  const stretches = sparkStretches(values, Math.max(most, least + 1), least)
  drawShapes(
    group,
    stretches.map((points) => ['polyline', points]),
  )
}

interface SparklineProps extends Scale {
  values: Values
  className?: string
}

/** A course in small; decoration, for its numbers stand beside it. */
export const Sparkline = memo(function Sparkline({ values, className, ...scale }: SparklineProps) {
  return <Frame className={className} line={(group) => void (group && draw(group, values, scale))} />
})

interface LiveSparklineProps<Data> {
  source: Source<Data>
  /** The same list as before while it is drawn alike. */
  read(data: Data): Values
  scaleOf(values: Values): Scale
  className?: string | undefined
}

/** The same of what is pushed. */
export function LiveSparkline<Data>({ source, read, scaleOf, className }: LiveSparklineProps<Data>) {
  return (
    <Frame className={className} line={bind(source, read, (group, values) => draw(group, values, scaleOf(values)))} />
  )
}

interface FrameProps {
  className: string | undefined
  line: Ref<SVGGElement>
}

function Frame({ className = 'stroke-cpu', line }: FrameProps) {
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      className="lines h-6 w-full"
      aria-hidden
    >
      <rect {...bounds} fill="transparent" />
      <g ref={line} className={className} strokeWidth={1.5} />
    </svg>
  )
}
