import { useMemo } from 'react'
import type uPlot from 'uplot'
import { liveWindowMs, type Trace, type TracePoint, toColumns } from '../api/points.ts'
import { formatTimeTick } from '../format.ts'
import { axisStyle, Plot, themeColor } from './plot.tsx'

/** How a trace is drawn. */
export interface Chart {
  trace: Trace
  /** How often a point comes. */
  intervalMs: number
  lines: readonly { label: string; color: 'cpu' | 'memory' }[]
  label: string
  /** How a value reads in the key, and on the axis. */
  format(value: number | null | undefined): string
  formatTick(value: number): string
  /** The axis' ends; without them it fits what is shown, from 0 on. */
  range?: [number, number]
  /** The steps that its marks may have. */
  steps?: number[]
}

/** A live trace: the lines of a family over the last minutes; what is missing is a gap. */
export function TraceChart({ chart, points }: { chart: Chart; points: readonly TracePoint[] | undefined }) {
  const last = points?.at(-1)
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-x-5 text-sm" aria-hidden>
        {chart.lines.map(({ label, color }, line) => (
          <span key={label} className="flex items-center gap-2">
            <span className={`h-1 w-4 rounded-full ${color === 'cpu' ? 'bg-cpu' : 'bg-memory'}`} />
            <span className="text-muted">{label}</span>
            <span className="font-semibold">{chart.format(last?.values[line])}</span>
          </span>
        ))}
      </p>
      {points && <Lines points={points} chart={chart} />}
    </>
  )
}

function Lines({ points, chart }: { points: readonly TracePoint[]; chart: Chart }) {
  const data = useMemo(() => toColumns(points, chart.lines.length, 2.5 * chart.intervalMs), [points, chart])
  const options = useMemo(() => () => optionsFor(chart), [chart])
  return <Plot options={options} data={data} role="img" aria-label={chart.label} className="h-70 overflow-hidden" />
}

function optionsFor({ lines, range, steps, formatTick }: Chart): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisStyle()
  const series = (label: string, color: string): uPlot.Series => ({
    label,
    stroke: color,
    width: 2,
    // A plain one: a gradient is made anew at each drawing.
    fill: `${color}1f`,
    points: { show: false },
  })
  return {
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: {
      x: { range: (_chart, _least, greatest) => [greatest - liveWindowMs / 1000, greatest] },
      y: { range: range ?? ((_chart, _least, greatest) => [0, Math.max(greatest, 1) * 1.1]) },
    },
    axes: [
      {
        ...axis,
        space: 90,
        size: 30,
        values: (_chart, splits) => splits.map((seconds) => formatTimeTick(seconds, 60)),
      },
      {
        ...axis,
        size: range ? 48 : 84,
        ...(steps ? { incrs: steps } : {}),
        ...(range
          ? { splits: [0, 25, 50, 75, 100].map((share) => range[0] + ((range[1] - range[0]) * share) / 100) }
          : {}),
        values: (_chart, splits) => splits.map(formatTick),
      },
    ],
    series: [{}, ...lines.map(({ label, color }) => series(label, themeColor(color === 'cpu' ? 'line-1' : 'line-2')))],
  }
}
