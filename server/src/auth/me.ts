import { updateMeSchema, userSchema } from '@home-zenith/contract'
import type { Prisma } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { hasEnded } from './access-token.ts'
import type { AuthContext } from './context.ts'
import { asTaken } from './register.ts'
import { nameKey, toUser } from './sessions.ts'

/** One's own account: what it is, and the parts that its owner may change. */
export function meRoutes({ prisma }: AuthContext): Route[] {
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
      summary: "Change your e-mail address or the dashboard's preferences",
      body: updateMeSchema,
      answers: { 200: userSchema },
      async handle({ body: { email, preferences } }, { userId }) {
        const data = {
          ...(email === undefined ? {} : { email, email_key: nameKey(email) }),
          ...(preferences === undefined ? {} : { preferences: preferences as Prisma.InputJsonObject }),
        }
        try {
          const [user] = await prisma.user.updateManyAndReturn({ where: { id: userId }, data })
          if (!user) throw hasEnded()
          return { status: 200, body: toUser(user) }
        } catch (error) {
          throw asTaken(error) ?? error
        }
      },
    }),
  ]
}
