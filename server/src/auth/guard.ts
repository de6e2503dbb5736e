import type { Role } from '@home-zenith/contract'
import type { Request } from 'express'
import type { PrismaClient } from '../platform/database/index.ts'
import type { AccessFilter, Identity } from '../platform/http/index.ts'
import { bearerOf, unauthorized, verifyAccessToken } from './access-token.ts'

export interface Guard {
  /** @throws 401 `unauthorized` */
  authenticate(request: Request): Promise<Identity>
  /** @throws 401 `unauthorized` */
  authenticateToken(token: string): Promise<Identity>
  /** Which of these sign-ins hold, asked of the database now. */
  stillValid(sessionIds: string[]): Promise<ReadonlySet<string>>
  /** Forgets what is remembered of these. */
  forget(isForgotten: AccessFilter): void
}

interface Standing {
  userId: string
  role: Role
}

// What was revoked elsewhere has to hold within a second; here it holds at once.
const rememberedMs = 500
const mostRemembered = 1000

/** Tells who a token belongs to: its signature is checked here, its sign-in and role as the database has them. */
export function createGuard(prisma: PrismaClient, jwtSecret: string): Guard {
  const remembered = new Map<string, { standing: Standing | undefined; untilMs: number }>()

  async function standingOf(sessionId: string): Promise<Standing | undefined> {
    const known = remembered.get(sessionId)
    if (known && known.untilMs > performance.now()) return known.standing
    const untilMs = performance.now() + rememberedMs
    const standing = (await readStandings(prisma, [sessionId])).get(sessionId)
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(sessionId, { standing, untilMs })
    return standing
  }

  async function authenticateToken(token: string): Promise<Identity> {
    const claims = verifyAccessToken(token, jwtSecret)
    const standing = await standingOf(claims.sessionId)
    if (!standing || standing.userId !== claims.userId)
      throw unauthorized('The sign-in of this token has ended; sign in again')
    return { ...claims, role: standing.role, isApiToken: false }
  }

  return {
    authenticateToken,
    async authenticate(request) {
      const token = bearerOf(request.headers.authorization)
      if (token === undefined) throw unauthorized()
      return authenticateToken(token)
    },
    async stillValid(sessionIds) {
      return new Set((await readStandings(prisma, sessionIds)).keys())
    },
    forget(isForgotten) {
      for (const [sessionId, { standing }] of remembered)
        if (isForgotten({ sessionId, userId: standing?.userId ?? '' })) remembered.delete(sessionId)
    },
  }
}

async function readStandings(prisma: PrismaClient, sessionIds: string[]): Promise<Map<string, Standing>> {
  const rows = await prisma.$queryRawUnsafe<{ id: string; user_id: string; role: Role }[]>(
    `SELECT sessions.id, user_id, role::text AS role FROM sessions JOIN users ON users.id = user_id
     WHERE sessions.id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > now() AND disabled_at IS NULL`,
    sessionIds,
  )
  return new Map(rows.map((row) => [row.id, { userId: row.user_id, role: row.role }]))
}
