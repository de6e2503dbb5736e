import { randomBytes } from 'node:crypto'
import type { PrismaClient } from '../platform/database/index.ts'
import { createPasswords } from './passwords.ts'
import { nameKey } from './sessions.ts'

/**
 * Gives a user a new password, a random one unless it is given, and revokes all their sign-ins.
 * @returns the user's name and the password, or null when nobody has this name or address
 */
export async function resetPassword(
  prisma: PrismaClient,
  name: string,
  password = randomBytes(15).toString('base64url'),
): Promise<{ username: string; password: string } | null> {
  const key = nameKey(name)
  const user = await prisma.user.findFirst({ where: { OR: [{ username_key: key }, { email_key: key }] } })
  if (!user) return null
  const password_hash = await createPasswords().hash(password)
  await prisma.$transaction([
    prisma.user.update({ where: { id: user.id }, data: { password_hash } }),
    prisma.session.updateMany({ where: { user_id: user.id, revoked_at: null }, data: { revoked_at: new Date() } }),
  ])
  return { username: user.username, password }
}
