import { authStateSchema } from '@home-zenith/contract'
import type { Request } from 'express'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { refreshCookieOf } from './cookie.ts'
import { isFromThisMachine } from './from-this-machine.ts'
import { hashToken } from './random-token.ts'

/** What a page has to know before it asks for anything else. */
export function stateRoute(context: AuthContext): Route {
  return route({
    method: 'get',
    path: '/api/auth/state',
    access: 'public',
    summary: 'Whether an account has to be made, and whether this browser is signed in',
    answers: { 200: authStateSchema },
    async handle({ request }) {
      const setup_required = (await context.prisma.user.count()) === 0
      const setup_code_required = setup_required && !isFromThisMachine(request)
      return {
        status: 200,
        body: { setup_required, setup_code_required, signed_in: await isSignedIn(context, request) },
      }
    },
  })
}

async function isSignedIn({ prisma, guard }: AuthContext, request: Request): Promise<boolean> {
  if (request.headers.authorization !== undefined) {
    try {
      await guard.authenticate(request)
      return true
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
  const token = refreshCookieOf(request)
  if (token === undefined) return false
  const now = new Date()
  const found = await prisma.refreshToken.count({
    where: {
      token_hash: hashToken(token),
      expires_at: { gt: now },
      session: { revoked_at: null, expires_at: { gt: now }, user: { disabled_at: null } },
    },
  })
  return found > 0
}
