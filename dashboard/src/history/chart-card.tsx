import type { Event as MachineEvent } from '@home-zenith/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { memo, type ReactNode, useMemo, useRef } from 'react'
import { type HistoryRequest, historyQuery, pathOf } from '../api/history.ts'
import { useFormats, useServices } from '../app-context.ts'
import { formatMoment } from '../format.ts'
import { history } from '../messages/history.ts'
import { messages } from '../messages.ts'
import { saveFile } from '../save-file.ts'
import { ChartPlot, useMoment } from './chart-plot.tsx'
import { fieldsOf, type HistoryChart } from './charts.ts'
import { type Answer, countNames, firstTime, greatestOf, type Line, linesOf } from './lines.ts'
import type { TimeAxis } from './time-axis.ts'
import { useMeasured } from './use-measured.ts'
import { compareDaysOf, compareMsOf, type Span } from './view.ts'

interface ChartCardProps {
  chart: HistoryChart
  span: Span
  axis: TimeAxis
  isCompared?: boolean
  events: readonly MachineEvent[]
  atMs: number | null
  /** Which one of several is shown; without it the one that stands for them, or all. */
  chosen?: string | null
  /** What stands beside the title. */
  tools?: ReactNode
  className?: string
}

/** A chart of the history, its key, and its download. It asks for its data when it is scrolled to. */
export const ChartCard = memo(function ChartCard(props: ChartCardProps) {
  const { chart, span, axis, isCompared = false, events, chosen = null, tools, className = '' } = props
  const atMs = props.atMs !== null && span.fromMs <= props.atMs && props.atMs <= span.toMs ? props.atMs : null
  const { session } = useServices()
  useFormats()
  const body = useRef<HTMLDivElement>(null)
  const { widthPx, isNear } = useMeasured(body)
  const { title } = chart
  const compareMs = compareMsOf(span)

  const request: HistoryRequest = {
    family: chart.family,
    fields: fieldsOf(chart),
    series: seriesOf(chart, chosen),
    span,
    points: pointsFor(widthPx),
  }
  const before = { ...request, span: { fromMs: span.fromMs - compareMs, toMs: span.toMs - compareMs } }
  const enabled = isNear && widthPx > 0
  const {
    data: answer,
    error,
    failureReason,
    isPaused,
    refetch,
    isPlaceholderData,
  } = useQuery({
    ...historyQuery(session, request),
    enabled,
  })
  const { data: compared } = useQuery({ ...historyQuery(session, before), enabled: enabled && isCompared })
  const beside = isCompared ? compared : undefined
  const lines = useMemo(
    () => (answer ? linesOf(chart, answer, beside ?? null, compareMs / 1000) : []),
    [chart, answer, beside, compareMs],
  )

  const hints = useMemo(
    () => (answer && !isPlaceholderData ? hintsOf(chart, answer, lines, span) : []),
    [chart, answer, isPlaceholderData, lines, span],
  )
  // What waits for the browser's own network has not failed.
  const trouble = failureReason?.message ?? (isPaused ? messages.network : undefined)

  return (
    <section
      aria-label={title}
      className={`card flex min-w-0 flex-col p-4 sm:p-5 ${className}`}
      aria-busy={isPlaceholderData || !answer}
    >
      <header className="mb-2 flex min-h-9 items-center gap-3">
        <h2 className="shrink-0 font-semibold">{title}</h2>
        <p className="text-muted grow truncate text-xs">
          <Moment axis={axis} atMs={atMs}>
            {hints.join(' · ')}
          </Moment>
        </p>
        {tools}
        {lines.length > 0 && <CsvButton title={title} request={request} />}
      </header>
      {answer && trouble && (
        <p role="status" className="text-bad mb-2 text-xs">
          {history.notRenewed(trouble)}
        </p>
      )}
      <div ref={body} className="flex min-h-60 grow flex-col">
        {error && !answer ? (
          <Note>
            <span className="text-bad">{error.message}</span>
            <button type="button" className="button-quiet" onClick={() => void refetch()}>
              {history.retry}
            </button>
          </Note>
        ) : !answer ? (
          <Note>{trouble ?? history.loading}</Note>
        ) : lines.length === 0 ? (
          <Note>{chart.empty ?? history.empty}</Note>
        ) : (
          <ChartPlot
            chart={chart}
            title={title}
            answer={answer}
            lines={lines}
            limit={chart.limit === undefined ? null : greatestOf(answer, chart.limit)}
            comparedWith={beside ? history.compared[compareDaysOf(span)] : null}
            axis={axis}
            events={events}
            atMs={atMs}
          />
        )}
      </div>
    </section>
  )
})

/** The moment whose values are shown; without one, something else. */
function Moment({ axis, atMs, children }: Pick<ChartCardProps, 'axis' | 'atMs'> & { children: ReactNode }) {
  const moment = useMoment(axis, atMs)
  return moment === null ? children : formatMoment(moment * 1000)
}

/** What the title does not tell: which of many are shown, and when the values begin, if that is well after the start. */
function hintsOf(chart: HistoryChart, answer: Answer, lines: readonly Line[], { fromMs, toMs }: Span): string[] {
  const names = countNames(answer)
  const firstMs = (firstTime(answer, lines) ?? 0) * 1000
  return [
    ...(chart.most !== undefined && names > chart.most ? [history.mostOf(chart.most, names)] : []),
    ...(chart.hint ? [chart.hint] : []),
    ...(firstMs - fromMs > (toMs - fromMs) / 20 ? [history.since(formatMoment(firstMs))] : []),
  ]
}

function Note({ children }: { children: ReactNode }) {
  return (
    <div
      role="status"
      className="text-muted flex grow flex-col items-center justify-center gap-3 p-4 text-center text-sm"
    >
      {children}
    </div>
  )
}

/** A point a pixel, in steps that a scroll bar does not change. */
function pointsFor(widthPx: number): number {
  return Math.min(5000, Math.max(100, Math.floor(widthPx / 50) * 50))
}

function seriesOf({ parameter }: HistoryChart, chosen: string | null): HistoryRequest['series'] {
  if (parameter === undefined) return undefined
  if (chosen !== null) return { parameter, value: chosen }
  // Of interfaces the default route's stands for all.
  return parameter === 'interface' ? undefined : { parameter, value: '*' }
}

function CsvButton({ title, request }: { title: string; request: HistoryRequest }) {
  const { session } = useServices()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => session.download(pathOf(request, 'csv')),
    onSuccess: (blob) => saveFile(blob, fileNameOf(title, request.span)),
  })
  return (
    <>
      {error && (
        <p role="alert" className="text-bad text-xs">
          {error.message}
        </p>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={history.exportCsv(title)}
        title={history.exportCsv(title)}
        disabled={isPending}
        onClick={() => mutate()}
      >
        <Download className="size-4" aria-hidden />
      </button>
    </>
  )
}

function fileNameOf(title: string, { fromMs }: Span): string {
  const time = new Date(fromMs).toISOString().slice(0, 16).replaceAll(':', '')
  return `${title.replaceAll(/\W+/g, '-').toLowerCase()}-${time}.csv`
}
