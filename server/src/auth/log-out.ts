import { refreshSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import type { AuthContext } from './context.ts'
import { clearedCookie, givenRefreshToken } from './cookie.ts'
import { hashToken } from './random-token.ts'

/** Ends the sign-in of a refresh token. One that is unknown or ended already is signed out just the same. */
export function logOutRoute(context: AuthContext): Route {
  const { prisma, endAccess, record } = context
  return route({
    method: 'post',
    path: '/api/auth/logout',
    access: 'public',
    summary: 'End a sign-in',
    body: refreshSchema,
    answers: { 204: null },
    async handle({ body, request }) {
      const token = givenRefreshToken(context, body, request)
      if (token !== undefined) {
        const ended = await prisma.session.updateManyAndReturn({
          where: { revoked_at: null, refresh_tokens: { some: { token_hash: hashToken(token) } } },
          data: { revoked_at: new Date() },
          select: { id: true, user_id: true },
        })
        for (const { id, user_id } of ended) {
          endAccess(({ sessionId }) => sessionId === id)
          await record({ actor: user_id, action: 'sign_out', address: request.ip })
        }
      }
      return { status: 204, headers: { 'Set-Cookie': clearedCookie(request) } }
    },
  })
}
