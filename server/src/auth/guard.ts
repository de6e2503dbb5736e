import type { Role } from '@home-zenith/contract'
import type { Request } from 'express'
import type { PrismaClient } from '../platform/database/index.ts'
import type { AccessFilter, Identity } from '../platform/http/index.ts'
import { bearerOf, unauthorized, verifyAccessToken } from './access-token.ts'
import { hashToken } from './random-token.ts'

export interface Guard {
  /** @throws 401 `unauthorized` */
  authenticate(request: Request): Promise<Identity>
  /** @throws 401 `unauthorized` */
  authenticateToken(token: string): Promise<Identity>
  /** Which of these sign-ins and API tokens hold, asked of the database now. */
  stillValid(ids: string[]): Promise<ReadonlySet<string>>
  /** Forgets what is remembered of these. */
  forget(isForgotten: AccessFilter): void
  /** Whether a token looks good, without asking the database: signed by us, or an API token that was good lately. */
  isPlausible(token: string): boolean
}

export const apiTokenPrefix = 'hz_'

interface Standing {
  /** The sign-in's, or the API token's. */
  sessionId: string
  userId: string
  role: Role
  expiresAtMs: number
}

// What was revoked elsewhere has to hold within a second; here it holds at once.
const rememberedMs = 500
const mostRemembered = 1000

/** Tells who a token belongs to: its signature is checked here, its sign-in and role as the database has them. */
export function createGuard(prisma: PrismaClient, jwtSecret: string): Guard {
  const remembered = new Map<string, { standing: Standing | undefined; untilMs: number }>()
  const goodApiTokens = new Set<string>()

  async function standingOf(key: string, read: () => Promise<Standing | undefined>): Promise<Standing | undefined> {
    const known = remembered.get(key)
    if (known && known.untilMs > performance.now()) return known.standing
    const untilMs = performance.now() + rememberedMs
    const standing = await read()
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(key, { standing, untilMs })
    return standing
  }

  async function authenticateApiToken(token: string): Promise<Identity> {
    const hash = hashToken(token)
    const key = hash.toString('base64url')
    const standing = await standingOf(key, () => readApiToken(prisma, hash))
    if (goodApiTokens.size >= mostRemembered) goodApiTokens.clear()
    if (standing) goodApiTokens.add(key)
    else goodApiTokens.delete(key)
    if (!standing || standing.expiresAtMs <= Date.now()) throw unauthorized('This API token is unknown or has ended')
    return { ...standing, isApiToken: true }
  }

  async function authenticateToken(token: string): Promise<Identity> {
    if (token.startsWith(apiTokenPrefix)) return authenticateApiToken(token)
    const { sessionId, userId, expiresAtMs } = verifyAccessToken(token, jwtSecret)
    const standing = await standingOf(sessionId, () => readSession(prisma, sessionId))
    if (standing?.userId !== userId) throw unauthorized('The sign-in of this token has ended; sign in again')
    return { ...standing, expiresAtMs, isApiToken: false }
  }

  return {
    authenticateToken,
    async authenticate(request) {
      const token = bearerOf(request.headers.authorization)
      if (token === undefined) throw unauthorized()
      return authenticateToken(token)
    },
    stillValid: (ids) => readValid(prisma, ids),
    forget(isForgotten) {
      for (const [key, { standing }] of remembered) if (standing && isForgotten(standing)) remembered.delete(key)
    },
    isPlausible(token) {
      if (token.startsWith(apiTokenPrefix)) return goodApiTokens.has(hashToken(token).toString('base64url'))
      try {
        verifyAccessToken(token, jwtSecret)
        return true
      } catch {
        return false
      }
    },
  }
}

const sessionHolds = 'revoked_at IS NULL AND sessions.expires_at > now() AND disabled_at IS NULL'
const apiTokenHolds = '(api_tokens.expires_at IS NULL OR api_tokens.expires_at > now()) AND disabled_at IS NULL'

async function readSession(prisma: PrismaClient, sessionId: string): Promise<Standing | undefined> {
  const [row] = await prisma.$queryRawUnsafe<{ user_id: string; role: Role; expires_at: Date }[]>(
    `SELECT user_id, role::text AS role, sessions.expires_at FROM sessions JOIN users ON users.id = user_id
     WHERE sessions.id = $1::uuid AND ${sessionHolds}`,
    sessionId,
  )
  return row && { sessionId, userId: row.user_id, role: row.role, expiresAtMs: row.expires_at.getTime() }
}

async function readApiToken(prisma: PrismaClient, hash: Uint8Array): Promise<Standing | undefined> {
  const [row] = await prisma.$queryRawUnsafe<
    { id: string; user_id: string; role: Role; expires_at: Date | null; is_noted: boolean }[]
  >(
    `SELECT api_tokens.id, user_id, CASE scope WHEN 'admin' THEN role::text ELSE 'viewer' END AS role, api_tokens.expires_at,
       coalesce(last_used_at > now() - interval '1 minute', false) AS is_noted
     FROM api_tokens JOIN users ON users.id = user_id WHERE token_hash = $1::bytea AND ${apiTokenHolds}`,
    hash,
  )
  if (!row) return undefined
  // To the minute: not every request is a write.
  if (!row.is_noted) await prisma.$executeRaw`UPDATE api_tokens SET last_used_at = now() WHERE id = ${row.id}::uuid`
  const expiresAtMs = row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY
  return { sessionId: row.id, userId: row.user_id, role: row.role, expiresAtMs }
}

async function readValid(prisma: PrismaClient, ids: string[]): Promise<Set<string>> {
  const rows = await prisma.$queryRawUnsafe<{ id: string }[]>(
    `SELECT sessions.id FROM sessions JOIN users ON users.id = user_id WHERE sessions.id = ANY($1::uuid[]) AND ${sessionHolds}
     UNION ALL
     SELECT api_tokens.id FROM api_tokens JOIN users ON users.id = user_id WHERE api_tokens.id = ANY($1::uuid[]) AND ${apiTokenHolds}`,
    ids,
  )
  return new Set(rows.map(({ id }) => id))
}
