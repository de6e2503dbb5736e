import type { Prisma } from '../platform/database/index.ts'
import { hashToken } from './random-token.ts'
import { readableCode, typedCode } from './secrets.ts'

const amount = 10

/** Makes a user's codes anew, each of which is good once in place of a code of the authenticator: 80 bits each. */
export async function makeRecoveryCodes(within: Prisma.TransactionClient, user_id: string): Promise<string[]> {
  const codes = Array.from({ length: amount }, () => readableCode(4))
  await within.recoveryCode.deleteMany({ where: { user_id } })
  await within.recoveryCode.createMany({
    data: codes.map((code) => ({ user_id, code_hash: hashToken(typedCode(code)) })),
  })
  return codes
}

/** Spends a code. @returns how many are left; undefined when it is none */
export async function spendRecoveryCode(
  within: Prisma.TransactionClient,
  user_id: string,
  code: string,
): Promise<number | undefined> {
  const { count } = await within.recoveryCode.deleteMany({ where: { user_id, code_hash: hashToken(typedCode(code)) } })
  return count === 1 ? within.recoveryCode.count({ where: { user_id } }) : undefined
}
