import { updateMeSchema, userSchema } from '@home-zenith/contract'
import { type Prisma, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { hasEnded } from './access-token.ts'
import { updateAccount } from './accounts.ts'
import type { AuthContext } from './context.ts'
import { toUser } from './sessions.ts'

/** One's own account: what it is, and the parts that its owner may change. */
export function meRoutes({ prisma, record }: AuthContext): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/auth/me',
      access: 'user',
      summary: 'Your account',
      answers: { 200: userSchema },
      async handle(_call, { userId }) {
        const user = await prisma.user.findUnique({ where: { id: userId } })
        if (!user) throw hasEnded()
        return { status: 200, body: toUser(user) }
      },
    }),
    route({
      method: 'patch',
      path: '/api/auth/me',
      access: 'user',
      signInOnly: true,
      summary: "Change your e-mail address or the dashboard's preferences",
      body: updateMeSchema,
      answers: { 200: userSchema },
      async handle({ body: { email, preferences }, request }, { userId }) {
        const changes = { email, preferences: preferences as Prisma.InputJsonObject | undefined }
        return prisma.$transaction(async (transaction) => {
          const user = await updateAccount(transaction, userId, changes)
          if (!user) throw hasEnded()
          if (email !== undefined) {
            const entry = { actor: userId, target: user.username, detail: { email: true }, address: request.ip }
            await record({ ...entry, action: 'account_changed' }, transaction)
          }
          return { status: 200, body: toUser(user) }
        }, patiently)
      },
    }),
  ]
}
