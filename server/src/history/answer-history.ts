import type { HistoryQuery } from '@home-zenith/contract'
import type { Column, Family, Series } from '../metrics/family.ts'
import { rolledTiers, settledMs, tableOf, tiersOf } from '../metrics/tiers.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { invalidQuery, type ProblemError } from '../platform/problem.ts'
import { chooseStep, mostPoints, type Range } from './choose-step.ts'
import { findSeries } from './find-series.ts'
import type { HistoryReader } from './history-reader.ts'
import { type HistoryRequest, namesOf } from './history-statement.ts'
import type { KeptPieces } from './kept-pieces.ts'
import { readPieces } from './read-pieces.ts'
import { columnsForm, pointsForm } from './render-history.ts'
import { listSeries, type NamedSeries } from './series-names.ts'
import { streamCsv } from './stream-csv.ts'

/** What histories are read by. */
export interface HistorySources {
  prisma: PrismaClient
  reader: HistoryReader
  kept: KeptPieces
}

/** What is asked for: of which family, of which host, whose newest sample tells the default series. */
export interface HistoryQuestion {
  family: Family
  hostId: number
  query: HistoryQuery
  latest: { timestamp: string } | undefined
}

interface Plan {
  request: HistoryRequest
  /** What the query means: each for itself where the request says so, else all as one history. */
  found: readonly NamedSeries[]
  /** What the answer says was chosen. */
  chosen: Record<string, string | null>
}

/** The JSON of an answer in parts, and what tells its content from any other. */
export interface HistoryAnswer {
  parts: string[]
  tag: string
}

/** @throws 400 `invalid_request`, `too_many_points` */
export async function answerHistory(sources: HistorySources, question: HistoryQuestion): Promise<HistoryAnswer> {
  const nowMs = Date.now()
  const { request, found, chosen } = await plan(sources.prisma, question, nowMs, mostPoints)
  const { family, query } = question
  const { range } = request
  const form = query.format === 'columns' ? columnsForm(namesOf(request), range) : pointsForm(namesOf(request))
  const history = await readPieces(sources, request, form, nowMs)
  const head = {
    family: family.name,
    host: request.hostId,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    resolution: range.tier.resolution,
    step_seconds: range.stepSeconds,
    ...chosen,
  }
  const { series } = family.table
  const all = series && request.series?.isEach ? found.filter(({ id }) => history.has(id)) : []
  const described = series ? all.map(({ labels }) => describeSeries(series, labels)) : []
  const tag = JSON.stringify([form.name, namesOf(request), head, described, history.tag])
  if (!request.series?.isEach) return { parts: withMembers(head, history.parts(0)), tag }
  const entries = all.flatMap(({ id }, index) => [
    index > 0 ? ',' : '',
    ...withMembers(described[index] ?? {}, history.parts(id)),
  ])
  return { parts: withMembers(head, ['"series":[', ...entries, ']']), tag }
}

/**
 * The answer as CSV, piece by piece, of any length.
 * @throws 400 `invalid_request`
 */
export async function* answerCsv({ prisma, reader }: HistorySources, question: HistoryQuestion) {
  const { request, found } = await plan(prisma, question, Date.now(), Number.POSITIVE_INFINITY)
  const { series } = question.family.table
  const newest = found.at(-1)
  const rows = request.series?.isEach ? found : newest ? [{ ...newest, id: 0 }] : []
  yield* streamCsv(
    reader,
    request,
    series
      ? { names: series.labels, of: new Map(rows.map(({ id, labels }) => [id, labels])) }
      : { names: [], of: new Map([[0, []]]) },
  )
}

async function plan(
  prisma: PrismaClient,
  { family, hostId, query, latest }: HistoryQuestion,
  nowMs: number,
  most: number,
): Promise<Plan> {
  const { series, columns } = family.table
  const tiers = tiersOf(family)
  const chosenColumns = chooseColumns(columns, query.fields)
  const requestFor = (range: Range, chosen?: HistoryRequest['series']): HistoryRequest => ({
    table: tableOf(family.table.name, range.tier),
    hostId,
    columns: chosenColumns,
    range,
    ...openOf(family.table.name, range, nowMs),
    isAggregated: range.stepSeconds * 1000 > family.intervalMs,
    ...(chosen ? { series: chosen } : {}),
  })
  const range = chooseStep(query, tiers, nowMs, most)
  if (!series) return { request: requestFor(range), found: [], chosen: {} }

  const { column } = series
  const wanted = query.series ?? series.choose(latest)
  if (wanted === '*') {
    const found = await listSeries(prisma, series, hostId, range)
    const fitting = chooseStep(query, tiers, nowMs, most / Math.max(1, found.length))
    const ids = found.map(({ id }) => id)
    return { request: requestFor(fitting, { column, ids, isEach: true }), found, chosen: {} }
  }
  const found = wanted === null ? [] : await findSeries(prisma, family, hostId, wanted, latest)
  if (query.series !== undefined && found.length === 0) throw unknownSeries(series, query.series)
  const ids = found.map(({ id }) => id)
  return { request: requestFor(range, { column, ids, isEach: false }), found, chosen: { [series.parameter]: wanted } }
}

/** The coarser tiers wait for five minutes to be over, see roll-up.ts: what is newer is in the finest. */
function openOf(table: string, { tier }: Range, nowMs: number): Pick<HistoryRequest, 'open'> {
  const [finest] = rolledTiers
  if (tier.stepSeconds <= finest.stepSeconds) return {}
  const stepMs = tier.stepSeconds * 1000
  return { open: { fromMs: Math.floor((nowMs - settledMs) / stepMs) * stepMs, minutes: tableOf(table, finest) } }
}

/** The JSON of an object and of more of its members, which are text already. */
function withMembers(object: object, members: readonly string[]): string[] {
  return [`${JSON.stringify(object).slice(0, -1)},`, ...members, '}']
}

/** The value that chooses a series, and its names. */
function describeSeries({ parameter, labels }: Series<never>, values: readonly string[]): Record<string, string> {
  const names = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']))
  return { [parameter]: values[0] ?? '', ...names }
}

function unknownSeries({ parameter }: Series<never>, wanted: string): ProblemError {
  const message = `there is no ${JSON.stringify(wanted)}; * gives all there are`
  return invalidQuery(parameter, message)
}

function chooseColumns(columns: readonly Column[], fields: string | undefined): readonly Column[] {
  if (fields === undefined) return columns
  const wanted = new Set(fields.split(','))
  const unknown = [...wanted].filter((name) => !columns.some((column) => column.name === name))
  if (unknown.length === 0) return columns.filter(({ name }) => wanted.has(name))
  const message = `${unknown.map((name) => JSON.stringify(name)).join(', ')} is not among ${columns.map(({ name }) => name).join(', ')}`
  throw invalidQuery('fields', message)
}
