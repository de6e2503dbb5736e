import { Fragment, type KeyboardEvent, memo, type PointerEvent, useState } from 'react'
import {
  createSettle,
  liveSlotMs,
  liveWindowMs,
  pointAt,
  type SettledPoints,
  type Trace,
  type TracePoint,
} from '../api/points.ts'
import { useFormats } from '../app-context.ts'
import { formatClock, formatTimeTick } from '../format.ts'
import { messages } from '../messages.ts'
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

/** A live trace: the lines of a family over the last minutes; what is missing is a gap. Its key tells the newest, or what is pointed at. */
export function TraceChart({ chart, points }: { chart: Chart; points: readonly TracePoint[] | undefined }) {
  const [settle] = useState(() => createSettle(liveSlotMs))
  // The moment that is pointed at; null: none.
  const [pointedMs, setPointed] = useState<number | null>(null)
  const settled = points && settle(points)
  const last = points?.at(-1)
  const isInSight = settled && pointedMs !== null && pointedMs >= settled.endMs - liveWindowMs
  // The chart ends a little after its newest point.
  const momentMs = isInSight && last ? Math.min(pointedMs, last.timeMs) : null
  const shown = momentMs === null ? last : pointAt(points ?? [], momentMs, chart.intervalMs)
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-x-5 text-sm" aria-hidden>
        {chart.lines.map(({ label, color }, line) => (
          <span key={label} className="flex items-center gap-2">
            <span className={`h-1 w-4 rounded-full ${colors[color].key}`} />
            <span className="text-muted">{label}</span>
            <span className="font-semibold">{chart.format(shown?.values[line])}</span>
          </span>
        ))}
      </p>
      {settled && (
        <Lines
          {...settled}
          chart={chart}
          lastMs={last?.timeMs ?? 0}
          momentMs={momentMs}
          shown={shown}
          onPoint={setPointed}
        />
      )}
    </>
  )
}

interface LinesProps extends SettledPoints {
  chart: Chart
  /** The time of the newest point. */
  lastMs: number
  momentMs: number | null
  /** The point that the key tells. */
  shown: TracePoint | undefined
  onPoint(ms: number | null): void
}

// Without a graphics card a canvas is filled on the main thread; lines like these another one paints. The points of a polyline,
// other than the `d` of a path, are no property of its style, which has not to be found anew with them.
function Lines({ settled, fresh, endMs, chart, lastMs, momentMs, shown, onPoint }: LinesProps) {
  const { label, most: fixed } = chart
  const most = fixed ?? 1.1 * Math.max(greatestOf(settled), greatestOf(fresh))
  const pointAtPlace = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    onPoint(startMs + Math.max(0, (clientX - left) / width) * liveWindowMs)
  }
  const startMs = endMs - liveWindowMs
  const share = ((momentMs ?? endMs) - startMs) / liveWindowMs
  function press(event: KeyboardEvent) {
    const fromMs = momentMs ?? lastMs
    const [now, step] = [Number.POSITIVE_INFINITY, chart.intervalMs]
    const to = { ArrowLeft: fromMs - step, ArrowRight: fromMs + step, Home: startMs, End: now, Escape: now }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onPoint(to > lastMs ? null : Math.max(startMs, to))
  }
  return (
    <div className="h-70 pt-2 pb-7 text-xs">
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * share)}
        aria-valuetext={momentMs === null ? messages.now : textOf(chart, momentMs, shown)}
        className={`relative h-full touch-pan-y ${fixed === undefined ? 'ml-21' : 'ml-12'}`}
        onPointerDown={pointAtPlace}
        onPointerMove={pointAtPlace}
        // What a finger points at stays when it is lifted, until another place is touched; a finger that scrolls points at nothing.
        onPointerCancel={() => onPoint(null)}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && onPoint(null)}
        onBlur={() => onPoint(null)}
        onKeyDown={press}
      >
        <ValueMarks chart={chart} most={most} />
        <TimeMarks endMs={endMs} />
        <svg viewBox={viewBox} preserveAspectRatio="none" className="absolute inset-0 size-full" aria-hidden>
          <rect {...bounds} fill="transparent" />
          <Paths points={settled} chart={chart} most={most} endMs={endMs} />
          <Paths points={fresh} chart={chart} most={most} endMs={endMs} />
        </svg>
        {momentMs !== null && <Cursor share={share} text={formatClock(shown?.timeMs ?? momentMs)} />}
      </div>
    </div>
  )
}

/** The moment that is pointed at, and its time, which stays within the chart. */
function Cursor({ share, text }: { share: number; text: string }) {
  const left = `${100 * share}%`
  return (
    <div className="pointer-events-none absolute inset-0" aria-hidden>
      <div className="border-ink absolute inset-y-0 border-l" style={{ left }} />
      <span
        className="absolute -top-5 font-semibold whitespace-nowrap"
        style={{ left, transform: `translateX(-${left})` }}
      >
        {text}
      </span>
    </div>
  )
}

function textOf({ lines, format }: Chart, timeMs: number, point: TracePoint | undefined): string {
  const values = lines.map(({ label }, line) => `${label} ${format(point?.values[line])}`)
  return [formatClock(point?.timeMs ?? timeMs), ...values].join(', ')
}

interface PathsProps {
  points: readonly TracePoint[]
  chart: Chart
  most: number
  endMs: number
}

const Paths = memo(function Paths({ points, chart, most, endMs }: PathsProps) {
  const scale = { endMs, most, gapMs: 2.5 * chart.intervalMs }
  return chart.lines.map(({ label, color }, line) => (
    <g key={label} className={colors[color].lines}>
      {traceStretches(points, line, scale).map((stretch, index) => (
        // Of a stretch nothing stays but its place among them.
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the stretch
        <Fragment key={index}>
          <polygon points={stretch.area} stroke="none" fillOpacity={0.12} />
          <polyline
            points={stretch.line}
            fill="none"
            strokeWidth={2}
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        </Fragment>
      ))}
    </g>
  ))
})

/** The marks of the values, each with its line across the chart. */
const ValueMarks = memo(function ValueMarks({ chart, most }: { chart: Chart; most: number }) {
  // Other units are other texts.
  useFormats()
  return marksUpTo(most, chart.steps).map((mark) => (
    <div key={mark} className="border-line absolute inset-x-0 border-t" style={{ top: `${100 * (1 - mark / most)}%` }}>
      <span className="text-muted absolute right-full -mt-2 pr-2 whitespace-nowrap">{chart.formatTick(mark)}</span>
    </div>
  ))
})

/** The marks of the time, which move as one. */
const TimeMarks = memo(function TimeMarks({ endMs }: { endMs: number }) {
  const lastMs = Math.floor(endMs / markMs) * markMs
  const past = (endMs - lastMs) / liveWindowMs
  return (
    <div className="absolute inset-y-0 w-full" style={{ left: `${(-100 * past).toFixed(2)}%` }}>
      <TimeLabels lastMs={lastMs} isAtEdge={past < 0.05} />
    </div>
  )
})

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
