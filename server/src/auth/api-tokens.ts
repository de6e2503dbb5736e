import {
  type ApiToken,
  type ApiTokenScope,
  apiTokensSchema,
  createApiTokenSchema,
  createdApiTokenSchema,
} from '@home-zenith/contract'
import { Prisma, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { isUuid } from '../platform/is-uuid.ts'
import { ProblemError } from '../platform/problem.ts'
import { hasEnded } from './access-token.ts'
import type { AuthContext } from './context.ts'
import { apiTokenPrefix } from './guard.ts'
import { hashToken, randomToken } from './random-token.ts'

const dayMs = 86_400_000

/** Tokens for programs: they live longer than a sign-in, and may less. */
export function apiTokenRoutes({ prisma, record, endAccess }: AuthContext): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/auth/tokens',
      access: 'user',
      summary: 'Your API tokens, without the tokens themselves',
      answers: { 200: apiTokensSchema },
      async handle(_call, { userId }) {
        const found = await prisma.apiToken.findMany({ where: { user_id: userId }, orderBy: { created_at: 'asc' } })
        return { status: 200, body: { items: found.map(toApiToken) } }
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/tokens',
      access: 'user',
      signInOnly: true,
      summary: 'Make an API token; it is shown this once',
      body: createApiTokenSchema,
      answers: { 201: createdApiTokenSchema },
      async handle({ body: { name, scope, expires_in_days }, request }, { userId, role }) {
        if (scope === 'admin' && role !== 'admin')
          throw new ProblemError('forbidden', 'The scope "admin" takes an admin')
        const token = `${apiTokenPrefix}${randomToken()}`
        const expires_at = expires_in_days === undefined ? null : new Date(Date.now() + expires_in_days * dayMs)
        const made = await prisma.$transaction(async (transaction) => {
          const data = { user_id: userId, name, scope, token_hash: hashToken(token), expires_at }
          const entry = { actor: userId, target: name, detail: { scope }, address: request.ip }
          await record({ ...entry, action: 'token_created' }, transaction)
          return transaction.apiToken.create({ data }).catch(throwEnded)
        }, patiently)
        return { status: 201, body: { ...toApiToken(made), token } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/auth/tokens/:id',
      access: 'user',
      signInOnly: true,
      summary: 'Revoke an API token of yours',
      answers: { 204: null },
      async handle({ params: { id }, request }, { userId }) {
        if (!isUuid(id)) throw notFound()
        await prisma.$transaction(async (transaction) => {
          const found = await transaction.apiToken.findFirst({ where: { id, user_id: userId } })
          if (!found) throw notFound()
          await transaction.apiToken.deleteMany({ where: { id } })
          const entry = { actor: userId, target: found.name, address: request.ip }
          await record({ ...entry, action: 'token_revoked' }, transaction)
        }, patiently)
        endAccess(({ sessionId }) => sessionId === id.toLowerCase())
        return { status: 204 }
      },
    }),
  ]
}

function toApiToken({
  id,
  name,
  scope,
  created_at,
  expires_at,
  last_used_at,
}: Prisma.ApiTokenGetPayload<object>): ApiToken {
  return {
    id,
    name,
    // A check of the table allows no other.
    scope: scope as ApiTokenScope,
    created_at: created_at.toISOString(),
    expires_at: expires_at?.toISOString() ?? null,
    last_used_at: last_used_at?.toISOString() ?? null,
  }
}

/** The 401 of a user who is gone while the guard still remembers the sign-in. */
function throwEnded(error: unknown): never {
  const isForNobody = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003'
  throw isForNobody ? hasEnded() : error
}

function notFound(): ProblemError {
  return new ProblemError('not_found', 'You have no such API token')
}
