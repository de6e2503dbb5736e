import { randomBytes } from 'node:crypto'
import type { RecordAudit } from '../platform/audit.ts'
import { type PrismaClient, patiently } from '../platform/database/index.ts'
import { nameKey } from './name-key.ts'
import { createPasswords } from './passwords.ts'
import { disableTotp } from './second-factor.ts'

/**
 * Gives a user a new, random password, revokes all their sign-ins, and asks for no authenticator any more.
 * @returns the user's name and the password, or null when nobody has this name or address
 */
export async function resetPassword(
  prisma: PrismaClient,
  record: RecordAudit,
  name: string,
): Promise<{ username: string; password: string } | null> {
  const key = nameKey(name)
  const user = await prisma.user.findFirst({ where: { OR: [{ username_key: key }, { email_key: key }] } })
  if (!user) return null
  const password = randomBytes(15).toString('base64url')
  const password_hash = await createPasswords().hash(password)
  await prisma.$transaction(async (transaction) => {
    await transaction.user.update({ where: { id: user.id }, data: { password_hash } })
    await transaction.session.updateMany({
      where: { user_id: user.id, revoked_at: null },
      data: { revoked_at: new Date() },
    })
    await disableTotp(transaction, user.id)
    const detail = { by: 'command line' }
    await record({ actor: null, action: 'password_reset', target: user.username, detail }, transaction)
  }, patiently)
  return { username: user.username, password }
}

/** The hash of a password that nobody knows, for an account that is kept without its own. */
export function makeUnusableHash(): Promise<string> {
  return createPasswords().hash(randomBytes(32).toString('base64url'))
}
