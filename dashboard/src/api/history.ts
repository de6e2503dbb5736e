import type { ColumnHistory, ColumnSeriesHistory, Events } from '@home-zenith/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Answer } from '../history/lines.ts'
import type { Span } from '../history/view.ts'
import { coursesKey } from './queries.ts'
import type { Session } from './session.ts'

/** A part of a family's history. */
export interface HistoryRequest {
  family: string
  fields: readonly string[]
  /** What chooses among several of a thing, and which one; `*`: all of them. */
  series?: { parameter: string; value: string } | undefined
  span: Span
  points: number
}

// What is no longer shown, of a range that goes on, is not asked for again.
const keepMs = 60_000

export const historyQuery = (session: Session, request: HistoryRequest) =>
  queryOptions({
    queryKey: ['history', request],
    queryFn: async () => readAnswer(await session.call('GET', pathOf(request, 'columns')), request.series?.parameter),
    gcTime: keepMs,
    placeholderData: keepPreviousData,
  })

export function pathOf({ family, fields, series, span, points }: HistoryRequest, format: 'columns' | 'csv'): string {
  const query = new URLSearchParams({
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    points: String(points),
    fields: fields.join(','),
    format,
    ...(series ? { [series.parameter]: series.value } : {}),
  })
  return `/api/metrics/${family}/history?${query}`
}

/** An answer of the API as the charts take it. */
export function readAnswer(answer: ColumnHistory | ColumnSeriesHistory, parameter = ''): Answer {
  const { step_seconds: stepSeconds } = answer
  if (!('series' in answer)) {
    return { stepSeconds, times: answer.timestamps, series: [{ name: '', columns: answer.columns }] }
  }
  const series = answer.series.map((one) => ({
    name: one.container_name ?? one[parameter] ?? '',
    columns: one.columns,
  }))
  return { stepSeconds, times: answer.series[0]?.timestamps ?? [], series }
}

/** What happened in a span: its starts, stops and gaps, the newest first. */
export const eventsQuery = (session: Session, { fromMs, toMs }: Span) =>
  queryOptions({
    queryKey: ['events', fromMs, toMs],
    queryFn: () =>
      session.call<Events>(
        'GET',
        `/api/events?limit=1000&from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`,
      ),
    gcTime: keepMs,
    placeholderData: keepPreviousData,
  })

/** What each of a family's things was over the last stretch, in few points: for sparklines. */
const coursesQuery = (session: Session, path: string, parameter: string, everyMs: number) =>
  queryOptions({
    queryKey: [coursesKey, path],
    queryFn: async () => readAnswer(await session.call('GET', `${path}&${parameter}=*&format=columns`), parameter),
    refetchInterval: everyMs,
  })

export const containerCoursesQuery = (session: Session) =>
  coursesQuery(session, '/api/metrics/docker/history?from=-15m&points=30&fields=cpu_usage', 'container', 30_000)

export const diskCoursesQuery = (session: Session) =>
  coursesQuery(session, '/api/metrics/filesystem/history?from=-24h&points=96&fields=used', 'mount', 300_000)
