import { refreshSchema, type SessionForm, tokensSchema } from '@home-zenith/contract'
import { type Prisma, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { answerWith, clearedCookie, givenRefreshToken } from './cookie.ts'
import { hashToken } from './random-token.ts'
import { newRefreshToken, type SignIn, signInOf } from './sessions.ts'

// A lost answer or a second tab: within it, a spent token whose successor is unused is good once more.
const graceSeconds = 10

export function refreshRoute(context: AuthContext): Route {
  return route({
    method: 'post',
    path: '/api/auth/refresh',
    access: 'public',
    summary: 'Spend a refresh token for new tokens',
    body: refreshSchema,
    answers: { 200: tokensSchema },
    async handle({ body, request }) {
      const token = givenRefreshToken(context, body, request)
      const outcome = token === undefined ? 'refresh_invalid' : await rotate(context, token, request.ip)
      if (typeof outcome === 'object') return answerWith(request, 200, outcome)
      const detail =
        outcome === 'refresh_reused'
          ? 'This refresh token was used before, so its sign-in was ended; sign in again'
          : 'This refresh token is unknown or has ended; sign in again'
      const isCookie = body.refresh_token === undefined && token !== undefined
      throw new ProblemError(outcome, detail, isCookie ? { headers: { 'Set-Cookie': clearedCookie(request) } } : {})
    },
  })
}

type Refusal = 'refresh_invalid' | 'refresh_reused'

interface Found {
  session_id: string
  form: SessionForm
  is_good: boolean
  is_spent: boolean
  is_in_grace: boolean
}

/** Spends a token and makes its successor, or revokes the family of one that was spent before. */
async function rotate(
  { prisma, jwtSecret, endAccess, record }: AuthContext,
  token: string,
  address: string | undefined,
): Promise<SignIn | Refusal> {
  const hash = hashToken(token)
  const outcome = await prisma.$transaction(async (transaction): Promise<SignIn | Refusal | { revoked: string }> => {
    const found = await findForUpdate(transaction, hash)
    if (!found?.is_good) return 'refresh_invalid'
    const { session_id } = found
    if (found.is_spent && !(found.is_in_grace && (await isSuccessorUnused(transaction, session_id, hash)))) {
      const { user_id } = await transaction.session.update({
        where: { id: session_id },
        data: { revoked_at: new Date() },
      })
      await record({ actor: user_id, action: 'sign_in_reused', address }, transaction)
      return { revoked: session_id }
    }
    const successor = newRefreshToken()
    if (!found.is_spent)
      // Each that is unspent, which two uses within the grace leave: no second line of tokens outlives it.
      // By the database's clock, as the end of the grace: another machine's may differ from ours by more than that.
      await transaction.$executeRaw`
        UPDATE refresh_tokens SET spent_at = now() WHERE session_id = ${session_id}::uuid AND spent_at IS NULL`
    await transaction.refreshToken.create({ data: { ...successor.row, session_id, predecessor: hash } })
    const { user } = await transaction.session.update({
      where: { id: session_id },
      data: { last_used_at: new Date(), expires_at: successor.row.expires_at },
      include: { user: true },
    })
    return signInOf(user, session_id, found.form, successor.token, jwtSecret)
  }, patiently)
  if (typeof outcome === 'string' || 'tokens' in outcome) return outcome
  endAccess(({ sessionId }) => sessionId === outcome.revoked)
  return 'refresh_reused'
}

// The sign-in is locked, not the token: two uses of one token, or of it and its successor, take turns.
async function findForUpdate(transaction: Prisma.TransactionClient, hash: Uint8Array): Promise<Found | undefined> {
  const rows = await transaction.$queryRawUnsafe<{ session_id: string }[]>(
    `SELECT session_id FROM refresh_tokens JOIN sessions ON sessions.id = session_id
     WHERE token_hash = $1::bytea FOR UPDATE OF sessions`,
    hash,
  )
  if (rows.length === 0) return undefined
  // Read in a second statement: what the wait for the lock was for has happened only then.
  const [found] = await transaction.$queryRawUnsafe<Found[]>(
    `SELECT session_id, form, spent_at IS NOT NULL AS is_spent,
       coalesce(spent_at > now() - interval '${graceSeconds} seconds', false) AS is_in_grace,
       revoked_at IS NULL AND sessions.expires_at > now() AND refresh_tokens.expires_at > now() AND disabled_at IS NULL AS is_good
     FROM refresh_tokens JOIN sessions ON sessions.id = session_id JOIN users ON users.id = user_id
     WHERE token_hash = $1::bytea`,
    hash,
  )
  return found
}

async function isSuccessorUnused(
  transaction: Prisma.TransactionClient,
  session_id: string,
  predecessor: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  // The sign-in is asked for because it has an index.
  return (await transaction.refreshToken.count({ where: { session_id, predecessor, spent_at: { not: null } } })) === 0
}
