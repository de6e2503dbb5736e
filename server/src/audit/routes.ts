import { type AuditAction, type AuditLine, auditQuerySchema, auditSchema } from '@home-zenith/contract'
import type { Prisma, PrismaClient } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { isUuid } from '../platform/is-uuid.ts'
import { readSpan } from '../platform/read-span.ts'

export function auditRoutes(prisma: PrismaClient): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/audit',
      access: 'admin',
      summary: 'Who did what: the newest first',
      query: auditQuerySchema,
      answers: { 200: auditSchema },
      async handle({ query: { actor, action, limit, cursor, ...query } }) {
        const { from, to } = readSpan(query)
        const found = await prisma.auditLine.findMany({
          where: {
            ...(cursor === undefined ? {} : { id: { lt: BigInt(cursor) } }),
            timestamp: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) },
            ...(actor === undefined ? {} : isUuid(actor) ? { actor_id: actor } : { actor }),
            ...(action ? { action } : {}),
          },
          orderBy: { id: 'desc' },
          take: limit + 1,
        })
        const items = found.slice(0, limit).map(toLine)
        const last = items.at(-1)
        return { status: 200, body: { items, ...(found.length > limit && last ? { next_cursor: `${last.id}` } : {}) } }
      },
    }),
  ]
}

function toLine(line: Prisma.AuditLineGetPayload<object>): AuditLine {
  return {
    ...line,
    id: Number(line.id),
    timestamp: line.timestamp.toISOString(),
    // Written by `createRecordAudit` alone, in these types.
    action: line.action as AuditAction,
    detail: line.detail as AuditLine['detail'],
  }
}
