import type { Refresh } from '@home-zenith/contract'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request } from 'express'
import { type Answer, isCrossSite } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { refreshTokenDays, type SignIn } from './sessions.ts'

// The prefix makes browsers refuse one that an insecure page tries to set.
const nameFor = (request: Request) => (request.secure ? '__Secure-zenith_refresh' : 'zenith_refresh')

/** The refresh token that the browser keeps for us. */
export function refreshCookieOf(request: Request): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameFor(request)] || undefined
}

/**
 * The refresh token of the body or else of the cookie, which the browser adds to whatever page's request.
 * @throws 403 `forbidden` for the cookie in a request that another site's page made
 */
export function givenRefreshToken(
  { corsOrigins }: Pick<AuthContext, 'corsOrigins'>,
  body: Refresh,
  request: Request,
): string | undefined {
  if (body.refresh_token !== undefined) return body.refresh_token
  const token = refreshCookieOf(request)
  if (token !== undefined && isCrossSite(request, corsOrigins)) {
    throw new ProblemError(
      'forbidden',
      'The page of another site may not use this sign-in; CORS_ORIGIN names those that may',
    )
  }
  return token
}

export function clearedCookie(request: Request): string {
  return cookie(request, '', 0)
}

/** The answer to a sign-in, in its form: the refresh token in the body or in a cookie. */
export function answerWith(request: Request, status: number, { tokens, refreshToken, form }: SignIn): Answer {
  if (form === 'token') return { status, body: tokens }
  return { status, body: tokens, headers: { 'Set-Cookie': cookie(request, refreshToken, refreshTokenDays * 86_400) } }
}

function cookie(request: Request, value: string, maxAge: number): string {
  return stringifySetCookie({
    name: nameFor(request),
    value,
    maxAge,
    httpOnly: true,
    sameSite: 'strict',
    path: '/api/auth',
    secure: request.secure,
  })
}
