import { loginSchema, tokensSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { answerWith } from './cookie.ts'
import { beginSession, nameKey } from './sessions.ts'

export function logInRoute({ prisma, passwords, failedSignIns, jwtSecret }: AuthContext): Route {
  return route({
    method: 'post',
    path: '/api/auth/login',
    access: 'public',
    summary: 'Sign in with user name or e-mail address and password',
    body: loginSchema,
    answers: { 200: tokensSchema },
    async handle({ body, request }) {
      const key = nameKey(body.username)
      await failedSignIns(request, key)
      const user = await prisma.user.findFirst({ where: { OR: [{ username_key: key }, { email_key: key }] } })
      const matches = await passwords.verify(user?.password_hash, body.password)
      if (!user || !matches || user.disabled_at !== null) {
        throw new ProblemError('invalid_credentials', 'The user name or the password is wrong')
      }
      if (passwords.isOutdated(user.password_hash)) {
        const password_hash = await passwords.hash(body.password)
        await prisma.user.update({ where: { id: user.id }, data: { password_hash } })
      }
      return answerWith(
        request,
        200,
        await beginSession(prisma, { user, form: body.session ?? 'token', request, jwtSecret }),
      )
    },
  })
}
