import { type EventsQuery, eventKindSchema, eventsQuerySchema, eventsSchema } from '@home-zenith/contract'
import type { Prisma, PrismaClient } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { invalidQuery } from '../platform/problem.ts'
import { readSpan } from '../platform/read-span.ts'

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

function chosenBy({ cursor, ...query }: EventsQuery, host: number): Prisma.EventWhereInput {
  const { from, to } = readSpan(query)
  const conditions: Prisma.EventWhereInput[] = [{ host_id: host }]
  // What began before and ended within the range belongs to it as well.
  if (from) conditions.push({ OR: [{ timestamp: { gte: from } }, { until: { gte: from } }] })
  if (to) conditions.push({ timestamp: { lt: to } })
  if (cursor !== undefined) {
    const [timeMs, id] = cursor.split('.').map(Number)
    const timestamp = new Date(timeMs ?? 0)
    conditions.push({ OR: [{ timestamp: { lt: timestamp } }, { timestamp, id: { lt: id ?? 0 } }] })
  }
  return { AND: conditions }
}

async function requireHost(prisma: PrismaClient, id: number): Promise<number> {
  if ((await prisma.host.count({ where: { id } })) > 0) return id
  throw invalidQuery('host', `there is no host ${id}`)
}
