import { type Login, loginSchema, tokensSchema } from '@home-zenith/contract'
import { patiently } from '../platform/database/index.ts'
import { type Call, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { answerWith } from './cookie.ts'
import { nameKey } from './name-key.ts'
import { wrongCode } from './second-factor.ts'
import { beginSession, type SignIn } from './sessions.ts'

export function logInRoute(context: AuthContext): Route {
  return route({
    method: 'post',
    path: '/api/auth/login',
    access: 'public',
    summary: 'Sign in with user name or e-mail address and password',
    body: loginSchema,
    answers: { 200: tokensSchema },
    async handle(call) {
      const { forgive } = await context.failedSignIns(call.request, `account ${nameKey(call.body.username)}`)
      // Again when the account changed while its password was checked: by a reset, or by another's rehash.
      const signIn = (await logIn(context, call, forgive)) ?? (await logIn(context, call, forgive))
      if (!signIn) throw wrong()
      return answerWith(call.request, 200, signIn)
    },
  })
}

/**
 * @returns undefined when the account changed meanwhile
 * @throws 401 `invalid_credentials`, and only with the right password `totp_required`, `totp_invalid`
 */
async function logIn(
  context: AuthContext,
  { body, request }: Call<unknown, Login>,
  forgive: () => void,
): Promise<SignIn | undefined> {
  const { prisma, passwords, jwtSecret, record } = context
  const key = nameKey(body.username)
  const user = await prisma.user.findFirst({ where: { OR: [{ username_key: key }, { email_key: key }] } })
  const matches = await passwords.verify(user?.password_hash, body.password)
  if (!user || !matches || user.disabled_at !== null) {
    // The name only of an account that there is: who mistypes may have typed the password there.
    await record({ actor: null, action: 'sign_in_failed', target: user?.username, address: request.ip })
    throw wrong()
  }
  const { id, password_hash, totp_enabled_at } = user
  if (totp_enabled_at !== null) {
    if (body.totp === undefined) {
      // Nothing was guessed: it is how a page learns that it has to ask.
      forgive()
      throw new ProblemError('totp_required', "Send the authenticator's code, or a recovery code, as totp, too")
    }
    if (!(await context.secondFactor.spend({ userId: id, code: body.totp, address: request.ip }))) {
      const detail = { reason: 'totp' }
      await record({ actor: null, action: 'sign_in_failed', target: user.username, detail, address: request.ip })
      throw new ProblemError('totp_invalid', wrongCode)
    }
  }
  const rehashed = passwords.isOutdated(password_hash) ? await passwords.hash(body.password) : undefined
  return prisma.$transaction(async (transaction) => {
    // Locked, and still as it was checked: who resets the password ends either this sign-in or its beginning.
    const { count } = await transaction.user.updateMany({
      where: { id, password_hash, totp_enabled_at, disabled_at: null },
      data: { password_hash: rehashed ?? password_hash },
    })
    if (count === 0) return undefined
    await record({ actor: id, action: 'sign_in', address: request.ip }, transaction)
    return beginSession(transaction, { user, form: body.session ?? 'token', request, jwtSecret })
  }, patiently)
}

function wrong(): ProblemError {
  return new ProblemError('invalid_credentials', 'The user name or the password is wrong')
}
