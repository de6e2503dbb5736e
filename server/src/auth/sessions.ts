import type { SessionForm, Tokens, User } from '@home-zenith/contract'
import type { Request } from 'express'
import type { Prisma, PrismaClient } from '../platform/database/index.ts'
import { accessTokenSeconds, signAccessToken } from './access-token.ts'
import type { StoredUser } from './accounts.ts'
import { hashToken, randomToken } from './random-token.ts'

/** Days that a refresh token is good for, and with it a sign-in that is not used. */
export const refreshTokenDays = 30
const refreshTokenMs = refreshTokenDays * 86_400_000

/** What signing in gives: tokens for the body, and the refresh token for a cookie when it does not go there. */
export interface SignIn {
  tokens: Tokens
  refreshToken: string
  form: SessionForm
}

export function newRefreshToken(): { token: string; row: { token_hash: Buffer<ArrayBuffer>; expires_at: Date } } {
  const token = randomToken()
  return { token, row: { token_hash: hashToken(token), expires_at: new Date(Date.now() + refreshTokenMs) } }
}

/** Begins a sign-in of a user. */
export async function beginSession(
  prisma: PrismaClient | Prisma.TransactionClient,
  { user, form, request, jwtSecret }: { user: StoredUser; form: SessionForm; request: Request; jwtSecret: string },
): Promise<SignIn> {
  const { token, row } = newRefreshToken()
  const session = await prisma.session.create({
    data: {
      user_id: user.id,
      form,
      user_agent: storable(request.headers['user-agent'])?.slice(0, 512) ?? null,
      address: request.ip?.slice(0, 64) ?? null,
      expires_at: row.expires_at,
      refresh_tokens: { create: row },
    },
  })
  return signInOf(user, session.id, form, token, jwtSecret)
}

export function signInOf(
  user: StoredUser,
  sessionId: string,
  form: SessionForm,
  refreshToken: string,
  jwtSecret: string,
): SignIn {
  const tokens: Tokens = {
    access_token: signAccessToken({ userId: user.id, role: user.role, sessionId }, jwtSecret),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    ...(form === 'token' ? { refresh_token: refreshToken } : {}),
    user: toUser(user),
  }
  return { tokens, refreshToken, form }
}

export function toUser(user: StoredUser): User {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    role: user.role,
    totp_enabled: user.totp_enabled_at !== null,
    created_at: user.created_at.toISOString(),
    preferences: user.preferences as User['preferences'],
  }
}

// Headers are Latin-1: U+0000 cannot come, but what a proxy makes of them is not ours to trust.
function storable(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '')
}
