import type { Prisma } from '../platform/database/index.ts'
import { ProblemError } from '../platform/problem.ts'

/**
 * Sees to it that somebody can still administer when `userId` cannot. All admins are locked until the transaction ends,
 * so that two of them cannot remove each other at the same moment.
 * @throws 409 `last_admin`
 */
export async function requireAnotherAdmin(within: Prisma.TransactionClient, userId: string): Promise<void> {
  const admins = await within.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`
  if (admins.length === 1 && admins[0]?.id === userId.toLowerCase()) {
    throw new ProblemError('last_admin', 'This is the last admin: make another account an admin first')
  }
}
