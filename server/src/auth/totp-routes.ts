import { confirmTotpSchema, passwordProofSchema, recoveryCodesSchema, totpSetUpSchema } from '@home-zenith/contract'
import { renderSVG } from 'uqr'
import { type Prisma, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { requirePassword } from './require-password.ts'
import { disableTotp, spendStep, wrongCode } from './second-factor.ts'
import { describeTotp, newTotpSecret } from './totp.ts'

/** A second factor: a secret that an authenticator keeps, proven once before it is asked for. */
export function totpRoutes(context: AuthContext): Route[] {
  const { prisma, record, failedSignIns } = context
  return [
    route({
      method: 'post',
      path: '/api/auth/totp',
      access: 'user',
      signInOnly: true,
      summary: 'Begin to use an authenticator: its secret, which holds once it is confirmed',
      body: passwordProofSchema,
      answers: { 200: totpSetUpSchema },
      async handle({ body, request }, { userId }) {
        const user = await requirePassword(context, { request, userId, password: body.password, purpose: 'totp' })
        const secret = newTotpSecret()
        await prisma.$transaction(async (transaction) => {
          await lockWithoutTotp(transaction, userId, null)
          await transaction.totpSecret.deleteMany({ where: { user_id: userId } })
          await transaction.totpSecret.create({ data: { user_id: userId, secret } })
        }, patiently)
        const described = describeTotp(secret, user.username)
        return { status: 200, body: { ...described, qr_svg: renderSVG(described.otpauth_url) } }
      },
    }),
    route({
      method: 'post',
      path: '/api/auth/totp/confirm',
      access: 'user',
      signInOnly: true,
      summary: 'Show that the authenticator has the secret; from now on it is asked for',
      body: confirmTotpSchema,
      answers: { 200: recoveryCodesSchema },
      async handle({ body: { totp }, request }, { userId }) {
        await failedSignIns(request, `totp ${userId}`)
        const recovery_codes = await prisma.$transaction(async (transaction) => {
          await lockWithoutTotp(transaction, userId, new Date())
          if (!(await spendStep(transaction, userId, totp))) {
            throw new ProblemError('totp_invalid', wrongCode)
          }
          await record({ actor: userId, action: 'totp_enabled', address: request.ip }, transaction)
          return makeRecoveryCodes(transaction, userId)
        }, patiently)
        return { status: 200, body: { recovery_codes } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/auth/totp',
      access: 'user',
      signInOnly: true,
      summary: 'Ask for no authenticator any more',
      body: passwordProofSchema,
      answers: { 204: null },
      async handle({ body, request }, { userId }) {
        await requirePassword(context, { request, userId, password: body.password, purpose: 'totp' })
        await prisma.$transaction(async (transaction) => {
          if (await disableTotp(transaction, userId))
            await record({ actor: userId, action: 'totp_disabled', address: request.ip }, transaction)
        }, patiently)
        return { status: 204 }
      },
    }),
  ]
}

/** Locks a user who has no second factor yet, so that a secret in use is never replaced. @throws 409 `totp_already_enabled` */
async function lockWithoutTotp(
  within: Prisma.TransactionClient,
  id: string,
  totp_enabled_at: Date | null,
): Promise<void> {
  const { count } = await within.user.updateMany({ where: { id, totp_enabled_at: null }, data: { totp_enabled_at } })
  if (count === 0)
    throw new ProblemError('totp_already_enabled', 'An authenticator is in use already: turn it off first')
}
