import { sessionsSchema } from '@home-zenith/contract'
import { patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { isUuid } from '../platform/is-uuid.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'

/** One's own sign-ins: where they are, and their end. */
export function ownSessionsRoutes({ prisma, record, endAccess }: AuthContext): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/auth/sessions',
      access: 'user',
      summary: 'Where you are signed in; the last used first',
      answers: { 200: sessionsSchema },
      async handle(_call, { userId, sessionId }) {
        const found = await prisma.session.findMany({
          where: { user_id: userId, revoked_at: null, expires_at: { gt: new Date() } },
          orderBy: { last_used_at: 'desc' },
        })
        const items = found.map(({ id, user_agent, address, created_at, last_used_at }) => ({
          id,
          device: user_agent,
          address,
          created_at: created_at.toISOString(),
          last_used_at: last_used_at.toISOString(),
          current: id === sessionId,
        }))
        return { status: 200, body: { items } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/auth/sessions/:id',
      access: 'user',
      signInOnly: true,
      summary: 'Sign out elsewhere',
      answers: { 204: null },
      async handle({ params: { id }, request }, { userId }) {
        const count = await prisma.$transaction(async (transaction) => {
          if (!isUuid(id)) return 0
          const { count } = await transaction.session.updateMany({
            where: { id, user_id: userId, revoked_at: null },
            data: { revoked_at: new Date() },
          })
          if (count > 0) await record({ actor: userId, action: 'session_revoked', address: request.ip }, transaction)
          return count
        }, patiently)
        if (count === 0) throw new ProblemError('not_found', 'You have no such sign-in')
        endAccess(({ sessionId }) => sessionId === id?.toLowerCase())
        return { status: 204 }
      },
    }),
  ]
}
