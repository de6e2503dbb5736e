import type { Event as MachineEvent } from '@home-zenith/contract'
import { type ReactNode, useCallback, useMemo, useRef, useSyncExternalStore } from 'react'
import type uPlot from 'uplot'
import { Plot } from '../components/plot.tsx'
import { formatMoment } from '../format.ts'
import { history } from '../messages/history.ts'
import { bindGestures, timeAt } from './bind-gestures.ts'
import type { HistoryChart } from './charts.ts'
import { type Answer, type colorCount, indexAt, type Line, type Values } from './lines.ts'
import { type LineShape, plotOptions, shapeOf, toPlotData } from './plot-options.ts'
import { pressKey } from './press-key.ts'
import type { TimeAxis } from './time-axis.ts'
import { changeView } from './use-history-view.ts'

interface ChartPlotProps {
  chart: HistoryChart
  title: string
  answer: Answer
  lines: readonly Line[]
  /** Where the axis of values ends. */
  limit: number | null
  /** What the lines are compared with, in words; null: with nothing. */
  comparedWith: string | null
  axis: TimeAxis
  events: readonly MachineEvent[]
  /** The marked moment, if it is in sight. */
  atMs: number | null
}

const mark = (ms: number) => changeView({ atMs: ms }, 'amend')

/** The lines, and their key: averages over the range, or the values under the cursor, or at the marked moment. */
export function ChartPlot(props: ChartPlotProps) {
  const { chart, answer, lines, limit, axis, events, atMs } = props
  const drawn = useRef({ limit, marks: { events, atMs } })
  drawn.current = { limit, marks: { events, atMs } }

  const shapes = JSON.stringify(lines.map(shapeOf))
  const options = useMemo(
    () => () =>
      plotOptions(chart, JSON.parse(shapes) as LineShape[], {
        limit: () => drawn.current.limit,
        marks: () => drawn.current.marks,
      }),
    [chart, shapes],
  )
  // What is only marked has to be drawn anew as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const data = useMemo(() => toPlotData(answer.times, lines), [answer, lines, events, atMs])
  const update = useCallback(
    (plot: uPlot, data: uPlot.AlignedData) =>
      plot.batch(() => {
        plot.setData(data, false)
        const { fromMs, toMs } = axis.span()
        plot.setScale('x', { min: fromMs / 1000, max: toMs / 1000 })
      }),
    [axis],
  )
  const attach = useCallback(
    (plot: uPlot) => {
      const choosing = (chosen: uPlot) => {
        const { left, width } = chosen.select
        chosen.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        const share = (px: number) => px / chosen.over.clientWidth
        const span = axis.span()
        axis.choose({ fromMs: timeAt(span, share(left)), toMs: timeAt(span, share(left + width)) }, 'step')
      }
      plot.hooks.setSelect = [choosing]
      const [leave, unbind] = [axis.add(plot), bindGestures(plot, axis, mark)]
      return () => {
        leave()
        unbind()
      }
    },
    [axis],
  )

  return (
    <>
      <Key {...props} />
      <Cursor {...props}>
        <Plot
          options={options}
          data={data}
          update={update}
          attach={attach}
          className="absolute inset-0 touch-pan-y overflow-hidden"
        />
      </Cursor>
    </>
  )
}

/** The moment whose values are shown, in seconds since the epoch: where the cursor is, else the marked one. */
export function useMoment(axis: TimeAxis, atMs: number | null): number | null {
  const cursor = useSyncExternalStore(axis.subscribeCursor, axis.cursor)
  return cursor ?? (atMs === null ? null : atMs / 1000)
}

const colors = [
  'bg-line-1',
  'bg-line-2',
  'bg-line-3',
  'bg-line-4',
  'bg-line-5',
  'bg-line-6',
  'bg-line-7',
  'bg-line-8',
] as const satisfies { length: typeof colorCount }
const borders = [
  'border-line-1',
  'border-line-2',
  'border-line-3',
  'border-line-4',
  'border-line-5',
  'border-line-6',
  'border-line-7',
  'border-line-8',
] as const satisfies { length: typeof colorCount }

function Key({ chart, answer, lines, axis, atMs, comparedWith }: ChartPlotProps) {
  const moment = useMoment(axis, atMs)
  const index = moment === null ? null : indexAt(answer, moment)
  const compared = (color: number, value: number | null) => (
    <span className="text-muted font-normal">
      <span className="sr-only"> {comparedWith}</span>
      <span className={`mx-1.5 inline-block w-3 border-t border-dashed align-middle ${borders[color]}`} />
      {chart.format(value)}
    </span>
  )
  return (
    <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {lines.map(({ label, color, values, average, greatest, before }) => (
        <li key={label} className="flex min-w-0 items-center gap-1.5">
          <span className={`h-1 w-3 shrink-0 rounded-full ${colors[color]}`} aria-hidden />
          <span className="text-muted truncate">{label}</span>
          {/* One over the other: what the cursor shows must not move the chart by a line of the key. */}
          <span className="grid font-semibold whitespace-nowrap *:[grid-area:1/1]">
            <span className={index === null ? '' : 'invisible'}>
              <span className="text-muted font-normal">{history.average} </span>
              {chart.format(average)}
              {lines.length <= 3 && (
                <span className="text-muted ml-0.5 font-normal"> {history.most(chart.format(greatest))}</span>
              )}
              {before && compared(color, before.average)}
            </span>
            {lines.length > 3 && (
              <span className="invisible">
                {chart.format(greatest)}
                {before && compared(color, greatest)}
              </span>
            )}
            {index !== null && (
              <span className="w-0">
                {chart.format(values[index] ?? null)}
                {before && compared(color, before.values[index] ?? null)}
              </span>
            )}
          </span>
        </li>
      ))}
      {comparedWith !== null && (
        <li className="text-muted flex items-center gap-1.5" aria-hidden>
          <span className="w-3 border-t border-dashed" />
          {comparedWith}
        </li>
      )}
    </ul>
  )
}

/** What a keyboard and a screen reader have of a chart: a slider along its values, which tells each. */
function Cursor({
  title,
  chart,
  answer,
  lines,
  axis,
  atMs,
  comparedWith,
  children,
}: ChartPlotProps & { children: ReactNode }) {
  const moment = useMoment(axis, atMs)
  const { times, stepSeconds } = answer
  const span = axis.span()
  const [first, last] = [Math.max(times[0] ?? 0, span.fromMs / 1000), Math.min(times.at(-1) ?? 0, span.toMs / 1000 - 1)]
  const seconds = Math.min(last, Math.max(first, moment ?? last))
  const index = indexAt(answer, seconds)
  const at = (values: Values) => chart.format(values[index] ?? null)
  const text = [
    formatMoment(seconds * 1000),
    ...lines.flatMap(({ label, values, before }) => [
      `${label} ${at(values)}`,
      ...(before ? [`${comparedWith} ${at(before.values)}`] : []),
    ]),
  ].join(', ')

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={Math.round(first)}
      aria-valuemax={Math.round(last)}
      aria-valuenow={Math.round(seconds)}
      aria-valuetext={text}
      className="relative min-h-48 grow rounded-lg"
      onKeyDown={(event) => {
        // With these it is the browser's.
        if (event.ctrlKey || event.metaKey || event.altKey) return
        if (pressKey(event, axis, { at: moment, first, last, stepSeconds }, mark)) event.preventDefault()
      }}
      onBlur={() => axis.setCursor(null)}
    >
      {children}
    </div>
  )
}
