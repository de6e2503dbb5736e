import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { liveWindowMs, type Trace, type TracePoint, toColumns } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'

const heightPx = 280

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
export function TraceChart({ chart }: { chart: Chart }) {
  const { session } = useServices()
  const { data: points } = useQuery(recentQuery(session, chart.trace))
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
      {points && <Plot points={points} chart={chart} />}
    </>
  )
}

function columnsOf({ lines, intervalMs }: Chart, points: readonly TracePoint[]) {
  return toColumns(points, lines.length, 2.5 * intervalMs)
}

function Plot({ points, chart }: { points: readonly TracePoint[]; chart: Chart }) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const newest = useRef(points)
  newest.current = points

  useEffect(() => {
    const element = box.current
    if (!element) return
    const draw = () => {
      plot.current?.destroy()
      plot.current = new uPlot(optionsFor(element, chart), columnsOf(chart, newest.current), element)
    }
    // A tab that nobody looks at is not drawn; it catches up when it is looked at.
    const catchUp = () => document.hidden || plot.current?.setData(columnsOf(chart, newest.current))
    draw()
    const resizing = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: heightPx }))
    resizing.observe(element)
    // The colours are the theme's, which is an attribute of the document or the system's choice.
    const theming = new MutationObserver(draw)
    theming.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    document.addEventListener('visibilitychange', catchUp)
    return () => {
      resizing.disconnect()
      theming.disconnect()
      scheme.removeEventListener('change', draw)
      document.removeEventListener('visibilitychange', catchUp)
      plot.current?.destroy()
      plot.current = null
    }
  }, [chart])

  useEffect(() => {
    if (!document.hidden) plot.current?.setData(columnsOf(chart, points))
  }, [chart, points])

  return <div ref={box} role="img" aria-label={chart.label} className="h-70 overflow-hidden" />
}

function optionsFor(element: HTMLElement, { lines, range, steps, formatTick }: Chart): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const axis = {
    stroke: color('muted'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  }
  const series = (label: string, name: string): uPlot.Series => ({
    label,
    stroke: color(name),
    width: 2,
    fill: (chart) => {
      const gradient = chart.ctx.createLinearGradient(0, chart.bbox.top, 0, chart.bbox.top + chart.bbox.height)
      gradient.addColorStop(0, `${color(name)}40`)
      gradient.addColorStop(1, `${color(name)}00`)
      return gradient
    },
    points: { show: false },
  })
  const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
  return {
    width: element.clientWidth,
    height: heightPx,
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
        space: 70,
        size: 30,
        values: (_chart, splits) => splits.map((seconds) => time.format(seconds * 1000)),
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
    series: [{}, ...lines.map(({ label, color }) => series(label, color))],
  }
}
