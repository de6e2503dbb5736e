import type { Role } from '@home-zenith/contract'
import { Prisma } from '../platform/database/index.ts'
import { ProblemError } from '../platform/problem.ts'
import type { AuthContext } from './context.ts'
import { hashNewPassword, type NewPassword } from './hash-new-password.ts'
import { nameKey } from './name-key.ts'

/** What `users/` needs of this folder: how an account is stored, and how its access ends. */
export interface Accounts {
  /** @throws 400 `invalid_request`, 429 `too_many_requests`: see `hashNewPassword` */
  hashPassword(account: NewPassword): Promise<string>
  /** @throws 409 `username_taken`, `email_taken` */
  insert(within: Prisma.TransactionClient, account: NewAccount): Promise<StoredUser>
  /** @returns undefined when there is no such user @throws 409 `email_taken` */
  update(within: Prisma.TransactionClient, userId: string, changes: AccountChanges): Promise<StoredUser | undefined>
  /** An account was changed: that holds at once. */
  forget(userId: string): void
  /** An account was disabled or removed, or has another role: its sockets are cut, and come back if they may. */
  endAccess(userId: string): void
}

export interface NewAccount {
  username: string
  email: string
  role: Role
  password_hash: string
}

export interface AccountChanges {
  email?: string | undefined
  role?: Role | undefined
  disabled_at?: Date | null | undefined
  preferences?: Prisma.InputJsonObject | undefined
}

export type StoredUser = Prisma.UserGetPayload<object>

export function createAccounts({
  passwords,
  guard,
  endAccess,
}: Pick<AuthContext, 'passwords' | 'guard' | 'endAccess'>): Accounts {
  return {
    hashPassword: (account) => hashNewPassword(passwords, account),
    insert: insertAccount,
    update: updateAccount,
    forget: (userId) => guard.forget((access) => access.userId === userId),
    endAccess: (userId) => endAccess((access) => access.userId === userId),
  }
}

export function insertAccount(within: Prisma.TransactionClient, account: NewAccount): Promise<StoredUser> {
  const { username, email } = account
  const data = { ...account, username_key: nameKey(username), email_key: nameKey(email) }
  return within.user.create({ data }).catch(throwTaken)
}

export async function updateAccount(
  within: Prisma.TransactionClient,
  id: string,
  { email, role, disabled_at, preferences }: AccountChanges,
): Promise<StoredUser | undefined> {
  const data = {
    ...(email === undefined ? {} : { email, email_key: nameKey(email) }),
    ...(role === undefined ? {} : { role }),
    ...(disabled_at === undefined ? {} : { disabled_at }),
    ...(preferences === undefined ? {} : { preferences }),
  }
  const [user] = await within.user.updateManyAndReturn({ where: { id }, data }).catch(throwTaken)
  return user
}

/** The 409 of a name or an address that another account has. */
function throwTaken(error: unknown): never {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
  throw JSON.stringify(error.meta).includes('email_key')
    ? new ProblemError('email_taken', 'Another account has this e-mail address')
    : new ProblemError('username_taken', 'Another account has this user name')
}
