import { createInviteSchema, inviteSchema, type Role } from '@home-zenith/contract'
import type { Prisma } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import type { AuthContext } from './context.ts'
import { hashToken, randomToken } from './random-token.ts'

/** Lets somebody else make an account with a password of their own. */
export function inviteRoute({ prisma, record }: AuthContext): Route {
  return route({
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
  })
}

/** The role that an invite gives, which stays good. */
export async function roleOfInvite(prisma: Prisma.TransactionClient, invite: string): Promise<Role | undefined> {
  const found = await prisma.invite.findFirst({
    where: { token_hash: hashToken(invite), expires_at: { gt: new Date() } },
  })
  return found?.role
}

/** Spends an invite: of two at once, one gets `true`. */
export async function spendInvite(within: Prisma.TransactionClient, invite: string): Promise<boolean> {
  const { count } = await within.invite.deleteMany({ where: { token_hash: hashToken(invite) } })
  return count === 1
}
