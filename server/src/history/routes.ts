import {
  columnHistorySchema,
  columnSeriesHistorySchema,
  createHistoryQuerySchema,
  historySchema,
  seriesHistorySchema,
} from '@home-zenith/contract'
import { z } from 'zod'
import type { Family, SeriesDetail } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { JsonText, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { answerHistory } from './answer-history.ts'
import { findSeries } from './find-series.ts'
import type { Latest } from './latest.ts'

const ofOne = [historySchema, columnHistorySchema] as const
const ofAll = [seriesHistorySchema, columnSeriesHistorySchema] as const

export interface HistoryRouteOptions {
  families: readonly Family[]
  latest: Latest
  prisma: PrismaClient
  /** This machine among `hosts`. @throws 503 `database_unavailable` while it is not known */
  hostId(): number
}

/** The latest sample and the history of each family; of a family that has series, each of them too. */
export function historyRoutes(options: HistoryRouteOptions): Route[] {
  return options.families.flatMap((family) => {
    const detail = family.table.series?.detail
    const routes = [latestRoute(family, options), historyRoute(family, options)]
    return detail ? [...routes, detailRoute(family, detail, options)] : routes
  })
}

function latestRoute(family: Family, { latest }: HistoryRouteOptions): Route {
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}`,
    access: 'user',
    summary: `The latest ${family.name} sample`,
    answers: { 200: family.schema },
    handle() {
      const text = latest.text(family.name)
      if (text !== undefined) return { status: 200, body: new JsonText(text) }
      throw new ProblemError('not_yet_sampled', 'The first sample has not been taken yet; ask again in a moment', {
        headers: { 'Retry-After': String(Math.ceil(family.intervalMs / 1000)) },
      })
    },
  })
}

function historyRoute(family: Family, { prisma, hostId, latest }: HistoryRouteOptions): Route {
  const { series } = family.table
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}/history`,
    access: 'user',
    summary: `The history of ${family.name} over a range`,
    query: createHistoryQuerySchema(series?.parameter),
    answers: { 200: z.union(series ? [...ofOne, ...ofAll] : ofOne) },
    async handle({ query }) {
      const host = query.host === undefined ? hostId() : await requireHost(prisma, query.host)
      const sample = host === hostId() ? latest.get(family.name) : undefined
      return { status: 200, body: new JsonText(await answerHistory(prisma, family, host, query, sample)) }
    },
  })
}

/** What there is several of, one by one: as it is now, or was when it was seen last, and its history. */
function detailRoute(family: Family, detail: SeriesDetail<{ timestamp: string }>, options: HistoryRouteOptions): Route {
  const { prisma, hostId, latest } = options
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}/:${detail.path}`,
    access: 'user',
    summary: `One ${family.table.series?.parameter} and its history`,
    query: createHistoryQuerySchema(),
    answers: { 200: detail.schema },
    async handle({ query, params }) {
      const wanted = params[detail.path] ?? ''
      const host = query.host === undefined ? hostId() : await requireHost(prisma, query.host)
      const sample = host === hostId() ? latest.get(family.name) : undefined
      const found = (await findSeries(prisma, family, host, wanted, sample)).at(-1)
      if (!found) {
        throw new ProblemError(
          detail.notFound,
          `There is no ${family.table.series?.parameter} ${JSON.stringify(wanted)}`,
        )
      }
      const thing = JSON.stringify(detail.describe(found.labels, found.lastSeen.toISOString(), sample))
      const history = await answerHistory(prisma, family, host, { ...query, series: wanted }, sample)
      return {
        status: 200,
        body: new JsonText(`{"${family.table.series?.parameter}":${thing},"history":${history}}`),
      }
    },
  })
}

async function requireHost(prisma: PrismaClient, id: number): Promise<number> {
  if ((await prisma.host.count({ where: { id } })) > 0) return id
  throw new ProblemError('invalid_request', `The query does not fit. host: there is no host ${id}`, {
    errors: [{ path: 'host', message: 'is the id of no host' }],
  })
}
