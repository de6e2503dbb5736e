import { type EventsQuery, eventKindSchema, eventsQuerySchema, eventsSchema, momentToMs } from '@home-zenith/contract'
import type { Prisma, PrismaClient } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'

export interface EventRouteOptions {
  prisma: PrismaClient
  /** This machine among `hosts`. @throws 503 `database_unavailable` while it is not known */
  hostId(): number
}

/** What happened to the server and its machine, newest first. */
export function eventRoutes({ prisma, hostId }: EventRouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/events',
      access: 'user',
      summary: 'Starts, clean and unclean stops, reboots and gaps in sampling',
      query: eventsQuerySchema,
      answers: { 200: eventsSchema },
      async handle({ query }) {
        const rows = await prisma.event.findMany({
          where: chosenBy(query, query.host === undefined ? hostId() : await requireHost(prisma, query.host)),
          orderBy: [{ timestamp: 'desc' }, { id: 'desc' }],
          take: query.limit + 1,
        })
        const items = rows.slice(0, query.limit).map(({ id, host_id, timestamp, kind, until, message }) => ({
          id,
          host: host_id,
          timestamp: timestamp.toISOString(),
          kind: eventKindSchema.parse(kind),
          until: until?.toISOString() ?? null,
          message,
        }))
        const last = rows.length > query.limit ? items.at(-1) : undefined
        const next = last ? { next_cursor: `${Date.parse(last.timestamp)}.${last.id}` } : {}
        return { status: 200, body: { items, ...next } }
      },
    }),
  ]
}

function chosenBy({ from, to, cursor }: EventsQuery, host: number): Prisma.EventWhereInput {
  const nowMs = Date.now()
  const [fromMs, toMs] = [from, to].map((moment) => (moment === undefined ? undefined : momentToMs(moment, nowMs)))
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw invalid('from', 'is not before to')
  }
  const conditions: Prisma.EventWhereInput[] = [{ host_id: host }]
  // What began before and ended within the range belongs to it as well.
  if (fromMs !== undefined)
    conditions.push({ OR: [{ timestamp: { gte: new Date(fromMs) } }, { until: { gte: new Date(fromMs) } }] })
  if (toMs !== undefined) conditions.push({ timestamp: { lt: new Date(toMs) } })
  if (cursor !== undefined) {
    const [timeMs, id] = cursor.split('.').map(Number)
    const timestamp = new Date(timeMs ?? 0)
    conditions.push({ OR: [{ timestamp: { lt: timestamp } }, { timestamp, id: { lt: id ?? 0 } }] })
  }
  return { AND: conditions }
}

async function requireHost(prisma: PrismaClient, id: number): Promise<number> {
  if ((await prisma.host.count({ where: { id } })) > 0) return id
  throw invalid('host', `there is no host ${id}`)
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError('invalid_request', `The query does not fit. ${path}: ${message}`, {
    errors: [{ path, message }],
  })
}
