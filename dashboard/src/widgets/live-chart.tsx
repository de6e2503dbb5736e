import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { type LivePoint, liveWindowMs, toColumns } from '../api/points.ts'
import { recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Widget } from '../components/widget.tsx'
import { formatPercent, missing } from '../format.ts'
import { messages } from '../messages.ts'

const intervalMs = 5000
const heightPx = 280

/** CPU and memory over the last minutes; what is missing is a gap. */
export function LiveChart({ className }: { className?: string }) {
  const { session } = useServices()
  const { data: points, dataUpdatedAt, error } = useQuery(recentQuery(session))
  const last = points?.at(-1)
  return (
    <Widget
      title={messages.lastMinutes}
      updatedMs={dataUpdatedAt}
      intervalMs={intervalMs}
      error={error}
      className={className ?? ''}
    >
      <p className="mb-3 flex gap-5 text-sm" aria-hidden>
        <Key color="bg-cpu" label={messages.cpu} value={last?.cpu} />
        <Key color="bg-memory" label={messages.memory} value={last?.memory} />
      </p>
      {points && <Plot points={points} />}
    </Widget>
  )
}

function Key({ color, label, value }: { color: string; label: string; value: number | null | undefined }) {
  return (
    <span className="flex items-center gap-2">
      <span className={`h-1 w-4 rounded-full ${color}`} />
      <span className="text-muted">{label}</span>
      <span className="font-semibold">{value == null ? missing : formatPercent(value)}</span>
    </span>
  )
}

function Plot({ points }: { points: readonly LivePoint[] }) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const newest = useRef(points)
  newest.current = points

  useEffect(() => {
    const element = box.current
    if (!element) return
    const draw = () => {
      plot.current?.destroy()
      plot.current = new uPlot(optionsFor(element), toColumns(newest.current, 2.5 * intervalMs), element)
    }
    // A tab that nobody looks at is not drawn; it catches up when it is looked at.
    const catchUp = () => document.hidden || plot.current?.setData(toColumns(newest.current, 2.5 * intervalMs))
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
  }, [])

  useEffect(() => {
    if (!document.hidden) plot.current?.setData(toColumns(points, 2.5 * intervalMs))
  }, [points])

  return <div ref={box} role="img" aria-label={messages.chartLabel} className="h-70 overflow-hidden" />
}

function optionsFor(element: HTMLElement): uPlot.Options {
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
      y: { range: [0, 100] },
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
        size: 48,
        splits: [0, 25, 50, 75, 100],
        values: (_chart, splits) => splits.map((value) => `${value} %`),
      },
    ],
    series: [{}, series(messages.cpu, 'cpu'), series(messages.memory, 'memory')],
  }
}
