import type { Request } from 'express'
import { ProblemError } from '../platform/problem.ts'
import { hasEnded } from './access-token.ts'
import type { StoredUser } from './accounts.ts'
import type { AuthContext } from './context.ts'

/**
 * The user who asks, when the password is theirs: before a change that a stranger at an open screen must not make.
 * @throws 401 `invalid_credentials`
 */
export async function requirePassword(
  { prisma, passwords, failedSignIns, record }: AuthContext,
  { request, userId, password, purpose }: { request: Request; userId: string; password: string; purpose: string },
): Promise<StoredUser> {
  await failedSignIns(request, `password ${userId}`)
  const user = await prisma.user.findUnique({ where: { id: userId } })
  if (!user) throw hasEnded()
  if (await passwords.verify(user.password_hash, password)) return user
  await record({ actor: userId, action: 'verification_failed', detail: { purpose }, address: request.ip })
  throw wrongPassword()
}

export function wrongPassword(): ProblemError {
  return new ProblemError('invalid_credentials', 'The current password is wrong')
}
