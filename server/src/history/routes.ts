import {
  columnHistorySchema,
  columnSeriesHistorySchema,
  createHistoryQuerySchema,
  type HistoryQuery,
  historySchema,
  seriesHistorySchema,
} from '@home-zenith/contract'
import type { Request } from 'express'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Family, SeriesDetail } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { type Answer, JsonBytes, type Route, route, TextStream, tagOf } from '../platform/http/index.ts'
import { invalidQuery, ProblemError } from '../platform/problem.ts'
import {
  answerCsv,
  answerHistory,
  type HistoryAnswer,
  type HistoryQuestion,
  type HistorySources,
} from './answer-history.ts'
import { findSeries } from './find-series.ts'
import { HistoryReader } from './history-reader.ts'
import { KeptPieces } from './kept-pieces.ts'
import type { Latest } from './latest.ts'
import { type LimitUnread, limitUnread } from './limit-unread.ts'

// The first sample comes within two seconds of the first answer: no page that is opened at once has to be told to ask again.
const firstSampleMs = 3000

const ofOne = [historySchema, columnHistorySchema] as const
const ofAll = [seriesHistorySchema, columnSeriesHistorySchema] as const

export interface HistoryRouteOptions {
  families: readonly Family[]
  latest: Latest
  prisma: PrismaClient
  /** The connections that Prisma uses, too. */
  pool: Pool
  /** This machine among `hosts`. @throws 503 `database_unavailable` while it is not known */
  hostId(): number
}

interface Asked {
  options: HistoryRouteOptions
  sources: HistorySources
  noteUnread: LimitUnread
}

/** The latest sample and the history of each family; of a family that has series, each of them too. */
export function historyRoutes(options: HistoryRouteOptions): Route[] {
  const { prisma, pool } = options
  const asked: Asked = {
    options,
    sources: { prisma, reader: new HistoryReader(pool), kept: new KeptPieces(() => performance.now()) },
    noteUnread: limitUnread(),
  }
  return options.families.flatMap((family) => {
    const detail = family.table.series?.detail
    const routes = [latestRoute(family, options), historyRoute(family, asked)]
    return detail ? [...routes, detailRoute(family, detail, asked)] : routes
  })
}

function latestRoute(family: Family, { latest }: HistoryRouteOptions): Route {
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}`,
    access: 'user',
    summary: `The latest ${family.name} sample`,
    answers: { 200: family.schema },
    async handle() {
      const body = await latest.json(family.name, firstSampleMs)
      if (body !== undefined) return { status: 200, body }
      throw new ProblemError('not_yet_sampled', 'The first sample has not been taken yet; ask again in a moment', {
        headers: { 'Retry-After': String(Math.ceil(family.intervalMs / 1000)) },
      })
    },
  })
}

function historyRoute(family: Family, { options, sources, noteUnread }: Asked): Route {
  const { series } = family.table
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}/history`,
    access: 'user',
    summary: `The history of ${family.name} over a range`,
    query: createHistoryQuerySchema(series?.parameter),
    answers: { 200: z.union(series ? [...ofOne, ...ofAll] : ofOne) },
    otherMedia: [csv],
    async handle({ query, request }, { userId }) {
      const question = { family, query, ...(await whose(family, query, options)) }
      if (wantsCsv(query, request)) return csvAnswer(sources, question)
      return jsonAnswer(await answerHistory(sources, question), (bytes) => noteUnread(request, userId, bytes))
    },
  })
}

/** What there is several of, one by one: as it is now, or was when it was seen last, and its history. */
function detailRoute(
  family: Family,
  detail: SeriesDetail<{ timestamp: string }>,
  { options, sources, noteUnread }: Asked,
): Route {
  const name = family.table.series?.parameter
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}/:${detail.path}`,
    access: 'user',
    summary: `One ${name} and its history`,
    query: createHistoryQuerySchema(),
    answers: { 200: detail.schema },
    otherMedia: [csv],
    async handle({ query, params, request }, { userId }) {
      const wanted = params[detail.path] ?? ''
      const { hostId, latest } = await whose(family, query, options)
      const found = (await findSeries(sources.prisma, family, hostId, wanted, latest)).at(-1)
      if (!found) throw new ProblemError(detail.notFound, `There is no ${name} ${JSON.stringify(wanted)}`)
      const question = { family, hostId, latest, query: { ...query, series: wanted } }
      if (wantsCsv(query, request)) return csvAnswer(sources, question)
      const thing = JSON.stringify(detail.describe(found.labels, found.lastSeen.toISOString(), latest))
      const { parts, tag } = await answerHistory(sources, question)
      const whole = { parts: [`{"${name}":${thing},"history":`, ...parts, '}'], tag: thing + tag }
      return jsonAnswer(whole, (bytes) => noteUnread(request, userId, bytes))
    },
  })
}

/** As bytes, from many short texts: one long text of it would be half a megabyte for the garbage collector. */
function jsonAnswer({ parts, tag }: HistoryAnswer, note: (bytes: number) => void): Answer {
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  note(length)
  const bytes = Buffer.allocUnsafe(length)
  let end = 0
  for (const part of parts) end += bytes.write(part, end)
  return { status: 200, body: new JsonBytes(bytes, tagOf(tag)) }
}

const csv = 'text/csv'

function wantsCsv({ format }: HistoryQuery, request: Request): boolean {
  return format === undefined ? request.accepts(['application/json', csv]) === csv : format === 'csv'
}

function csvAnswer(sources: HistorySources, question: HistoryQuestion): Answer {
  const headers = { 'Content-Disposition': `attachment; filename="home-zenith-${question.family.name}.csv"` }
  return {
    status: 200,
    headers,
    body: new TextStream(`${csv}; charset=utf-8; header=present`, answerCsv(sources, question)),
  }
}

/** The host that is asked about, and its newest sample where that is known here. */
async function whose(
  family: Family,
  { host }: HistoryQuery,
  { prisma, hostId, latest }: HistoryRouteOptions,
): Promise<Pick<HistoryQuestion, 'hostId' | 'latest'>> {
  const asked = host === undefined ? hostId() : await requireHost(prisma, host)
  return { hostId: asked, latest: asked === hostId() ? latest.get(family.name) : undefined }
}

async function requireHost(prisma: PrismaClient, id: number): Promise<number> {
  if ((await prisma.host.count({ where: { id } })) > 0) return id
  throw invalidQuery('host', `there is no host ${id}`)
}
