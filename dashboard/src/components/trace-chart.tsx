import { memo, useState } from 'react'
import { createSettle, liveSlotMs, liveWindowMs, type Trace, type TracePoint } from '../api/points.ts'
import type { Source } from '../api/queries.ts'
import { useFormats } from '../app-context.ts'
import { bind, bindText } from '../bind.ts'
import { formatTimeTick } from '../format.ts'
import { useRead } from '../use-shared.ts'
import { drawShapes, type Shape } from './draw-shapes.ts'
import { marksUpTo, traceSize, traceStretches } from './trace-stretches.ts'

/** How a trace is drawn. */
export interface Chart {
  trace: Trace
  /** How often a point comes. */
  intervalMs: number
  lines: readonly { label: string; color: keyof typeof colors }[]
  label: string
  /** How a value reads in the key, and on the axis. */
  format(value: number | null | undefined): string
  formatTick(value: number): string
  /** The value at the top of the axis; without it that fits what is shown. */
  most?: number
  /** How far the marks of the axis may be apart, the smallest first. */
  steps: readonly number[]
}

const markMs = 5 * 60_000
const viewBox = `0 0 ${traceSize.width} ${traceSize.height}`
// Draws nothing, but gives the lines the same bounds while they grow: where they change, the browser orders its layers anew, and
// copies each chart for it.
const bounds = { x: -50, y: -50, width: traceSize.width + 100, height: traceSize.height + 100 }
const colors = {
  cpu: { key: 'bg-cpu', lines: 'fill-cpu stroke-cpu' },
  memory: { key: 'bg-memory', lines: 'fill-memory stroke-memory' },
}

/** A live trace: the lines of a family over the last minutes; what is missing is a gap. */
export function TraceChart({ chart, source }: { chart: Chart; source: Source<TracePoint[]> }) {
  const hasPoints = useRead(source, ({ data }) => data !== undefined)
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-x-5 text-sm" aria-hidden>
        {chart.lines.map(({ label, color }, line) => (
          <span key={label} className="flex items-center gap-2">
            <span className={`h-1 w-4 rounded-full ${colors[color].key}`} />
            <span className="text-muted">{label}</span>
            <span
              ref={bindText(source, (points) => chart.format(points.at(-1)?.values[line]))}
              className="font-semibold"
            />
          </span>
        ))}
      </p>
      {hasPoints && <Lines source={source} chart={chart} />}
    </>
  )
}

// Without a graphics card a canvas is filled on the main thread; lines like these another one paints. The points of a polyline,
// other than the `d` of a path, are no property of its style, which has not to be found anew with them.
function Lines({ source, chart }: { source: Source<TracePoint[]>; chart: Chart }) {
  const [viewOf] = useState(() => createView(chart))
  const gapMs = 2.5 * chart.intervalMs
  return (
    <div role="img" aria-label={chart.label} className="h-70 pt-2 pb-7 text-xs">
      <div className={`relative h-full ${chart.most === undefined ? 'ml-21' : 'ml-12'}`}>
        <ValueMarks chart={chart} source={source} viewOf={viewOf} />
        <TimeMarks source={source} viewOf={viewOf} />
        <svg viewBox={viewBox} preserveAspectRatio="none" className="lines absolute inset-0 size-full" aria-hidden>
          <rect {...bounds} fill="transparent" />
          {(['settled', 'fresh'] as const).flatMap((part) =>
            chart.lines.map(({ label, color }, line) => (
              <g
                key={`${part} ${label}`}
                ref={bind(
                  source,
                  (points) => viewOf(points)[part],
                  (group, drawn) => drawShapes(group, shapesOf(drawn, line, gapMs)),
                )}
                className={colors[color].lines}
                strokeWidth={2}
              />
            )),
          )}
        </svg>
      </div>
    </div>
  )
}

interface Drawn {
  points: readonly TracePoint[]
  scale: { endMs: number; most: number }
}

/** What is drawn of a trace: the same as before where nothing is to be drawn anew. */
type ViewOf = (points: readonly TracePoint[] | undefined) => Drawn['scale'] & { settled: Drawn; fresh: Drawn }

function createView({ most: fixed }: Chart): ViewOf {
  const settle = createSettle(liveSlotMs)
  let seen: readonly TracePoint[] | undefined
  let view: ReturnType<ViewOf> | undefined
  return (points = []) => {
    // As many look as draw something of it.
    if (view && points === seen) return view
    seen = points
    const { settled, fresh, endMs } = settle(points)
    const scale = { endMs, most: fixed ?? 1.1 * greatestOf(points) }
    const isSame = view?.settled.points === settled && view.endMs === endMs && view.most === scale.most
    view = {
      ...scale,
      settled: view && isSame ? view.settled : { points: settled, scale },
      fresh: { points: fresh, scale },
    }
    return view
  }
}

interface MarksProps {
  source: Source<TracePoint[]>
  viewOf: ViewOf
}

/** An area and a line for each stretch. */
function shapesOf({ points, scale }: Drawn, line: number, gapMs: number): Shape[] {
  return traceStretches(points, line, { ...scale, gapMs }).flatMap((one): Shape[] => [
    ['polygon', one.area],
    ['polyline', one.line],
  ])
}

/** The marks of the values, each with its line across the chart. */
function ValueMarks({ chart, source, viewOf }: MarksProps & { chart: Chart }) {
  const most = useRead(source, ({ data }) => viewOf(data).most)
  return marksUpTo(most, chart.steps).map((mark) => (
    <div key={mark} className="border-line absolute inset-x-0 border-t" style={{ top: `${100 * (1 - mark / most)}%` }}>
      <span className="text-muted absolute right-full -mt-2 pr-2 whitespace-nowrap">{chart.formatTick(mark)}</span>
    </div>
  ))
}

/** The marks of the time, which move as one. */
function TimeMarks({ source, viewOf }: MarksProps) {
  const endMs = useRead(source, ({ data }) => viewOf(data).endMs)
  const lastMs = Math.floor(endMs / markMs) * markMs
  const past = (endMs - lastMs) / liveWindowMs
  return (
    <div className="absolute inset-y-0 w-full" style={{ left: `${(-100 * past).toFixed(2)}%` }}>
      <TimeLabels lastMs={lastMs} isAtEdge={past < 0.05} />
    </div>
  )
}

const TimeLabels = memo(function TimeLabels({ lastMs, isAtEdge }: { lastMs: number; isAtEdge: boolean }) {
  useFormats()
  const times = Array.from({ length: liveWindowMs / markMs }, (_, index) => lastMs - index * markMs)
  return times.map((timeMs) => (
    <div
      key={timeMs}
      className="border-line absolute inset-y-0 border-l"
      style={{ left: `${100 - (100 * (lastMs - timeMs)) / liveWindowMs}%` }}
    >
      {/* That of the right edge stays within the card. */}
      <span
        className={`text-muted absolute top-full w-20 pt-1.5 text-center whitespace-nowrap ${isAtEdge && timeMs === lastMs ? '-ml-13' : '-ml-10'}`}
      >
        {formatTimeTick(timeMs / 1000, markMs / 1000)}
      </span>
    </div>
  ))
})

function greatestOf(points: readonly TracePoint[]): number {
  return points.reduce((most, { values }) => Math.max(most, ...values.map((value) => value ?? 0)), 1)
}
