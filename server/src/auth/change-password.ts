import { changePasswordSchema } from '@home-zenith/contract'
import { patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import type { AuthContext } from './context.ts'
import { hashNewPassword } from './hash-new-password.ts'
import { requirePassword, wrongPassword } from './require-password.ts'

/** A new password; whoever signed in with the old one elsewhere is signed out. */
export function changePasswordRoute(context: AuthContext): Route {
  const { prisma, passwords, verifications, record, endAccess } = context
  return route({
    method: 'post',
    path: '/api/auth/password',
    access: 'user',
    signInOnly: true,
    summary: 'Change your password, which ends all your other sign-ins',
    body: changePasswordSchema,
    answers: { 204: null },
    async handle({ body: { current_password, new_password }, request }, { userId, sessionId }) {
      const user = await requirePassword(context, { request, userId, password: current_password, purpose: 'password' })
      const password_hash = await hashNewPassword(passwords, {
        username: user.username,
        password: new_password,
        field: 'new_password',
      })
      const ended = await prisma.$transaction(async (transaction) => {
        // Still as it was checked, and locked: a sign-in with the old password is either among the ended, or refused.
        const { count } = await transaction.user.updateMany({
          where: { id: userId, password_hash: user.password_hash },
          data: { password_hash },
        })
        if (count === 0) throw wrongPassword()
        await record({ actor: userId, action: 'password_changed', address: request.ip }, transaction)
        return transaction.session.updateManyAndReturn({
          where: { user_id: userId, id: { not: sessionId }, revoked_at: null },
          data: { revoked_at: new Date() },
          select: { id: true },
        })
      }, patiently)
      verifications.forget(userId)
      const ids = new Set(ended.map(({ id }) => id))
      endAccess((access) => ids.has(access.sessionId))
      return { status: 204 }
    },
  })
}
