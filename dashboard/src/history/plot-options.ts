import type uPlot from 'uplot'
import { axisStyle, themeColor } from '../components/plot.tsx'
import { formatTimeTick } from '../format.ts'
import type { HistoryChart } from './charts.ts'
import { drawMarks, type Marks } from './draw-marks.ts'
import { findLoners, type Line } from './lines.ts'

/** What of a line is drawn: a plot is made anew when this changes, and only then. */
export interface LineShape {
  label: string
  color: number
  hasBand: boolean
  hasBefore: boolean
}

export function shapeOf({ label, color, band, before }: Line): LineShape {
  return { label, color, hasBand: band !== null, hasBefore: before !== null }
}

/** The columns of a plot: the times, then of each line its band, what it is compared with, and its values. */
export function toPlotData(times: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  const columns = lines.flatMap(({ band, before, values }) => [
    ...(band ? [band.least, band.greatest] : []),
    ...(before ? [before.values] : []),
    values,
  ])
  // uPlot's types want arrays that may be written; it does not.
  return [times, ...columns] as uPlot.AlignedData
}

/** What is asked anew at each drawing. */
export interface Drawn {
  /** Where the axis of values ends; null: where the values do. */
  limit(): number | null
  marks(): Marks
}

/** How a chart of the history is drawn, in the colours of this moment. */
export function plotOptions(
  chart: HistoryChart,
  shapes: readonly LineShape[],
  drawn: Drawn,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisStyle()
  const series: uPlot.Series[] = [{}]
  const bands: uPlot.Band[] = []
  for (const { label, color: index, hasBand, hasBefore } of shapes) {
    const color = themeColor(`line-${index + 1}`)
    if (hasBand) {
      bands.push({ series: [series.length + 1, series.length], fill: `${color}2b` })
      series.push({ points: { show: false } }, { points: { show: false } })
    }
    if (hasBefore) series.push({ stroke: `${color}90`, width: 1, dash: [4, 4], points: { show: false } })
    series.push({
      label,
      stroke: color,
      width: 1,
      points: { size: 4, fill: color, filter: (plot, column) => findLoners(plot.data[column] as Line['values']) },
    })
  }
  return {
    // Room for half a time at the right end.
    padding: [10, 28, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      bind: {
        // With Shift it is a move, not a choice.
        mousedown: (_plot, _target, handle) => (event) => (event.shiftKey || event.button !== 0 ? null : handle(event)),
        // The axis moves the cursor, of all plots alike.
        mousemove: () => null,
        dblclick: () => null,
      },
    },
    scales: {
      x: { auto: false },
      y: { range: (_plot, least, greatest) => rangeOf(chart, least, greatest, drawn.limit()) },
    },
    axes: [
      {
        ...axis,
        space: 80,
        size: 28,
        values: (_plot, splits, _axis, _space, stepSeconds) => splits.map((time) => formatTimeTick(time, stepSeconds)),
      },
      {
        ...axis,
        // The same for all, so that their times stand below each other.
        size: 76,
        space: 36,
        ...chart.marks?.(),
        values: (_plot, splits) => splits.map(chart.formatTick),
      },
    ],
    series,
    bands,
    hooks: { drawAxes: [(plot) => drawMarks(plot, drawn.marks())] },
  }
}

/** The ends of the axis of values. */
export function rangeOf(
  { range }: Pick<HistoryChart, 'range'>,
  least: number | null,
  greatest: number | null,
  limit: number | null,
): [number, number] {
  if (range.kind === 'percent') return [0, 100]
  if (range.kind === 'from-zero') return [0, limit ?? Math.max(range.least, (greatest ?? 0) * 1.1)]
  const middle = ((least ?? 0) + (greatest ?? 0)) / 2
  const half = Math.max(range.least, ((greatest ?? 0) - (least ?? 0)) * 1.2) / 2
  return [middle - half, middle + half]
}
