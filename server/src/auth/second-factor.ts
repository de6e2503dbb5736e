import type { RecordAudit } from '../platform/audit.ts'
import { type Prisma, type PrismaClient, patiently } from '../platform/database/index.ts'
import { BoundedStore } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { spendRecoveryCode } from './recovery-codes.ts'
import { stepOfCode } from './totp.ts'

const failuresMs = 15 * 60_000
const mostFailures = 20
const mostUsers = 10_000

/** What is told of a code that `spend` or `spendStep` does not take. */
export const wrongCode = 'The code is wrong, or was used before; take the next one'

export interface SecondFactor {
  /**
   * Whether a code is the user's authenticator's, or one of the recovery codes: then it is spent.
   * @throws 429 `too_many_requests` after 20 wrong ones from wherever: who guesses here has the password already
   */
  spend(given: { userId: string; code: string; address: string | undefined }): Promise<boolean>
}

export function createSecondFactor(prisma: PrismaClient, record: RecordAudit): SecondFactor {
  const failures = new BoundedStore(failuresMs, mostUsers)
  return {
    async spend({ userId, code, address }) {
      // Counted before it is known to be wrong: many at once are many.
      if (failures.increment(userId).totalHits > mostFailures) throw tooMany()
      const isGood = await prisma.$transaction(async (transaction) => {
        if (await spendStep(transaction, userId, code)) return true
        const left = await spendRecoveryCode(transaction, userId, code)
        if (left === undefined) return false
        await record({ actor: userId, action: 'recovery_code_used', detail: { left }, address }, transaction)
        return true
      }, patiently)
      if (isGood) failures.resetKey(userId)
      return isGood
    },
  }
}

/** A code is good once: its step has to be later than that of the last one. */
export async function spendStep(within: Prisma.TransactionClient, user_id: string, code: string): Promise<boolean> {
  const found = await within.totpSecret.findUnique({ where: { user_id } })
  const step = found ? stepOfCode(found.secret, code, Date.now()) : undefined
  if (step === undefined) return false
  const { count } = await within.totpSecret.updateMany({
    where: { user_id, last_step: { lt: step } },
    data: { last_step: step },
  })
  return count === 1
}

/** Asks a user for no authenticator any more. @returns whether one was asked for */
export async function disableTotp(within: Prisma.TransactionClient, user_id: string): Promise<boolean> {
  const { count } = await within.user.updateMany({
    where: { id: user_id, totp_enabled_at: { not: null } },
    data: { totp_enabled_at: null },
  })
  await within.totpSecret.deleteMany({ where: { user_id } })
  await within.recoveryCode.deleteMany({ where: { user_id } })
  return count > 0
}

function tooMany(): ProblemError {
  return new ProblemError('too_many_requests', 'Too many wrong codes; try again in a quarter of an hour', {
    headers: { 'Retry-After': String(failuresMs / 1000) },
  })
}
