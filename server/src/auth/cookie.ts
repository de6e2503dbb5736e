import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request } from 'express'
import type { Answer } from '../platform/http/index.ts'
import { refreshTokenDays, type SignIn } from './sessions.ts'

// The prefix makes browsers refuse one that an insecure page tries to set.
const nameFor = (request: Request) => (request.secure ? '__Secure-zenith_refresh' : 'zenith_refresh')

/** The refresh token that the browser keeps for us. */
export function refreshCookieOf(request: Request): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameFor(request)] || undefined
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
