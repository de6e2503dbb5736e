import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import type { Role } from '@home-zenith/contract'
import jwt from 'jsonwebtoken'
import { isUuid } from '../platform/is-uuid.ts'
import { ProblemError } from '../platform/problem.ts'

/** Seconds that an access token is good for. */
export const accessTokenSeconds = 900

const issuer = 'home-zenith'
const audience = 'home-zenith'
const algorithm = 'HS256'

/** What an access token says of itself: whether its sign-in still holds is the guard's to ask. */
export interface AccessClaims {
  userId: string
  sessionId: string
  expiresAtMs: number
}

export function signAccessToken(claims: { userId: string; role: Role; sessionId: string }, secret: string): string {
  const { userId, role, sessionId } = claims
  return jwt.sign({ role, sid: sessionId }, keyOf(secret), {
    algorithm,
    issuer,
    audience,
    subject: userId,
    jwtid: randomUUID(),
    expiresIn: accessTokenSeconds,
  })
}

/** @throws 401 `unauthorized` for a token that is not ours, has ended, or is signed in any way but HS256 with `secret` */
export function verifyAccessToken(token: string, secret: string): AccessClaims {
  try {
    const claims = jwt.verify(token, keyOf(secret), { algorithms: [algorithm], issuer, audience })
    if (typeof claims === 'object' && claims.exp !== undefined && isUuid(claims.sub) && isUuid(claims.sid)) {
      return { userId: claims.sub, sessionId: claims.sid, expiresAtMs: claims.exp * 1000 }
    }
  } catch {
    // Whatever is wrong with it, the answer is one.
  }
  throw unauthorized()
}

// jsonwebtoken takes a text for a public key in PEM first: 0.5 ms a time, to find out that it is none.
function keyOf(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8')
}

export function unauthorized(detail = 'Send a valid access token as "Authorization: Bearer …"'): ProblemError {
  return new ProblemError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer' } })
}

/** The guard remembers a sign-in for a moment longer than its user may be there. */
export function hasEnded(): ProblemError {
  return unauthorized('The account of this token is gone')
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^bearer +([^\s]+)$/i.exec(header ?? '')?.[1]
}
