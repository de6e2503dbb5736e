import { verificationSchema, verifySchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { hasEnded } from './access-token.ts'
import type { AuthContext } from './context.ts'
import { wrongCode } from './second-factor.ts'
import { verificationSeconds } from './verifications.ts'

/** Proves afresh who asks, before what can hurt. */
export function verifyRoute(context: AuthContext): Route {
  const { prisma, passwords, secondFactor, failedSignIns, verifications, record } = context
  return route({
    method: 'post',
    path: '/api/auth/verify',
    access: 'user',
    signInOnly: true,
    summary: 'Prove that it is you, before a reboot or a shutdown',
    body: verifySchema,
    answers: { 200: verificationSchema },
    async handle({ body: { purpose, password, totp }, request }, { userId }) {
      await failedSignIns(request, `verify ${userId}`)
      const user = await prisma.user.findUnique({ where: { id: userId } })
      if (!user) throw hasEnded()
      const entry = { actor: userId, detail: { purpose }, address: request.ip }
      const needsCode = user.totp_enabled_at !== null
      const isProven = needsCode
        ? totp !== undefined && (await secondFactor.spend({ userId, code: totp, address: request.ip }))
        : password !== undefined && (await passwords.verify(user.password_hash, password))
      if (!isProven) {
        await record({ ...entry, action: 'verification_failed' })
        const given = needsCode ? totp : password
        const missing = `Send ${needsCode ? "the authenticator's code as totp" : 'the password'}, too`
        const wrong = needsCode ? wrongCode : 'The password is wrong'
        throw new ProblemError('verification_failed', given === undefined ? missing : wrong)
      }
      await record({ ...entry, action: 'verification_given' })
      return {
        status: 200,
        body: { verification_token: verifications.give(userId, purpose), expires_in: verificationSeconds },
      }
    },
  })
}
