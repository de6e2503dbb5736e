import {
  askedInviteSchema,
  askInviteSchema,
  createInviteSchema,
  inviteSchema,
  openInviteSchema,
} from '@home-zenith/contract'
import { z } from 'zod'
import { type Prisma, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { hashToken, randomToken } from './random-token.ts'

/** Lets somebody else make an account with a password of their own, and takes it back. */
export function inviteRoutes({ prisma, record }: AuthContext): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/invites',
      access: 'admin',
      // With it an API token could make itself an account that may do all.
      signInOnly: true,
      summary: 'Invite somebody to make an account',
      body: createInviteSchema,
      answers: { 201: inviteSchema },
      async handle({ body: { role, expires_in_hours }, request }, { userId }) {
        const invite = randomToken()
        const expires_at = new Date(Date.now() + expires_in_hours * 3_600_000)
        await prisma.$transaction(async (transaction) => {
          await transaction.invite.create({ data: { token_hash: hashToken(invite), role, expires_at } })
          const detail = { role, expires_at: expires_at.toISOString() }
          await record({ actor: userId, action: 'invite_created', detail, address: request.ip }, transaction)
        })
        return { status: 201, body: { invite, role, expires_at: expires_at.toISOString() } }
      },
    }),
    route({
      method: 'get',
      path: '/api/invites',
      access: 'admin',
      summary: 'The invites that are still good',
      answers: { 200: z.object({ items: z.array(openInviteSchema) }) },
      async handle() {
        const found = await prisma.invite.findMany({
          where: { expires_at: { gt: new Date() } },
          orderBy: { created_at: 'desc' },
        })
        const items = found.map(({ token_hash, role, created_at, expires_at }) => ({
          // Of a random text of 256 bits: nobody finds the invite by it.
          id: Buffer.from(token_hash).toString('base64url'),
          role,
          created_at: created_at.toISOString(),
          expires_at: expires_at.toISOString(),
        }))
        return { status: 200, body: { items } }
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/invite',
      access: 'public',
      summary: 'What an invite gives, and whether it is still good',
      // Not a query: addresses get into logs.
      body: askInviteSchema,
      answers: { 200: askedInviteSchema },
      async handle({ body }) {
        const found = await findInvite(prisma, body.invite)
        return { status: 200, body: found ? { role: found.role, expires_at: found.expires_at.toISOString() } : null }
      },
    }),
    route({
      method: 'delete',
      path: '/api/invites/:id',
      access: 'admin',
      signInOnly: true,
      summary: 'Revoke an invite',
      answers: { 204: null },
      async handle({ params: { id = '' }, request }, { userId }) {
        const token_hash = Buffer.from(id, 'base64url')
        await prisma.$transaction(async (transaction) => {
          const found = await transaction.invite.findUnique({ where: { token_hash } })
          const { count } = await transaction.invite.deleteMany({ where: { token_hash } })
          // It may have been used in between.
          if (!found || count === 0)
            throw new ProblemError('not_found', 'There is no such invite; it may have been used, or is too old')
          const detail = { role: found.role, expires_at: found.expires_at.toISOString() }
          await record({ actor: userId, action: 'invite_revoked', detail, address: request.ip }, transaction)
        }, patiently)
        return { status: 204 }
      },
    }),
  ]
}

/** An invite that is good, and stays so. */
export function findInvite(prisma: Prisma.TransactionClient, invite: string) {
  return prisma.invite.findFirst({ where: { token_hash: hashToken(invite), expires_at: { gt: new Date() } } })
}

/** Spends an invite: of two at once, one gets `true`. */
export async function spendInvite(within: Prisma.TransactionClient, invite: string): Promise<boolean> {
  const { count } = await within.invite.deleteMany({ where: { token_hash: hashToken(invite) } })
  return count === 1
}
