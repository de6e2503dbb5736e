import { historyQuerySchema, historySchema } from '@home-zenith/contract'
import type { Column, Family } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { JsonText, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { chooseStep, type Tier } from './choose-step.ts'
import type { Latest } from './latest.ts'
import { readHistory } from './read-history.ts'

export interface HistoryRouteOptions {
  families: readonly Family[]
  latest: Latest
  prisma: PrismaClient
  /** This machine among `hosts`. @throws 503 `database_unavailable` while it is not known */
  hostId(): number
}

/** The latest sample and the history of each family. */
export function historyRoutes(options: HistoryRouteOptions): Route[] {
  return options.families.flatMap((family) => [latestRoute(family, options), historyRoute(family, options)])
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

function historyRoute(family: Family, { prisma, hostId }: HistoryRouteOptions): Route {
  const tiers: Tier[] = [
    { resolution: 'raw', stepSeconds: family.intervalMs / 1000 },
    { resolution: '1m', stepSeconds: 60 },
    { resolution: '15m', stepSeconds: 900 },
    { resolution: '1h', stepSeconds: 3600 },
  ]
  return route({
    method: 'get',
    path: `/api/metrics/${family.name}/history`,
    access: 'user',
    summary: `The history of ${family.name} over a range`,
    query: historyQuerySchema,
    answers: { 200: historySchema },
    async handle({ query }) {
      const range = chooseStep(query, tiers, Date.now())
      const columns = chooseColumns(family.table.columns, query.fields)
      const host = query.host === undefined ? hostId() : await requireHost(prisma, query.host)
      const isAggregated = range.stepSeconds * 1000 > family.intervalMs
      const request = { table: family.table.name, hostId: host, columns, range, isAggregated }
      const points = await readHistory(prisma, request)
      const head = {
        family: family.name,
        host,
        from: new Date(range.fromMs).toISOString(),
        to: new Date(range.toMs).toISOString(),
        resolution: range.tier.resolution,
        step_seconds: range.stepSeconds,
      }
      return { status: 200, body: new JsonText(`${JSON.stringify(head).slice(0, -1)},"points":${points}}`) }
    },
  })
}

async function requireHost(prisma: PrismaClient, id: number): Promise<number> {
  if ((await prisma.host.count({ where: { id } })) > 0) return id
  throw new ProblemError('invalid_request', `The query does not fit. host: there is no host ${id}`, {
    errors: [{ path: 'host', message: 'is the id of no host' }],
  })
}

function chooseColumns(columns: readonly Column[], fields: string | undefined): readonly Column[] {
  if (fields === undefined) return columns
  const wanted = new Set(fields.split(','))
  const unknown = [...wanted].filter((name) => !columns.some((column) => column.name === name))
  if (unknown.length === 0) return columns.filter(({ name }) => wanted.has(name))
  const message = `${unknown.map((name) => JSON.stringify(name)).join(', ')} is not among ${columns.map(({ name }) => name).join(', ')}`
  throw new ProblemError('invalid_request', `The query does not fit. fields: ${message}`, {
    errors: [{ path: 'fields', message }],
  })
}
