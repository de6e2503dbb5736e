import { type Account, accountSchema, accountsSchema, createUserSchema, updateUserSchema } from '@home-zenith/contract'
import type { RecordAudit } from '../platform/audit.ts'
import { type Prisma, type PrismaClient, patiently } from '../platform/database/index.ts'
import { type Route, route } from '../platform/http/index.ts'
import { isUuid } from '../platform/is-uuid.ts'
import { ProblemError } from '../platform/problem.ts'
import { requireAnotherAdmin } from './last-admin.ts'

export interface UsersOptions {
  prisma: PrismaClient
  record: RecordAudit
  /** How accounts are stored, and how their access ends: `auth/` knows. */
  accounts: {
    hashPassword(account: { username: string; password: string }): Promise<string>
    insert(
      within: Prisma.TransactionClient,
      account: { username: string; email: string; role: Account['role']; password_hash: string },
    ): Promise<{ id: string }>
    update(
      within: Prisma.TransactionClient,
      userId: string,
      changes: {
        email?: string | undefined
        role?: Account['role'] | undefined
        disabled_at?: Date | null | undefined
      },
    ): Promise<{ username: string } | undefined>
    forget(userId: string): void
    endAccess(userId: string): void
  }
}

/**
 * The accounts, for admins. What changes them takes a sign-in: with it an API token could make itself an account that
 * may do all.
 */
export function usersRoutes({ prisma, record, accounts }: UsersOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users',
      access: 'admin',
      summary: 'All accounts',
      answers: { 200: accountsSchema },
      async handle() {
        const users = await prisma.user.findMany({ include: withLastUse, orderBy: { created_at: 'asc' } })
        return { status: 200, body: { items: users.map(toAccount) } }
      },
    }),
    route({
      method: 'post',
      path: '/api/users',
      access: 'admin',
      signInOnly: true,
      summary: 'Make an account for somebody',
      body: createUserSchema,
      answers: { 201: accountSchema },
      async handle({ body: { username, email, password, role }, request }, { userId }) {
        const password_hash = await accounts.hashPassword({ username, password })
        return prisma.$transaction(async (transaction) => {
          const { id } = await accounts.insert(transaction, { username, email, role, password_hash })
          const entry = { actor: userId, target: username, detail: { role }, address: request.ip }
          await record({ ...entry, action: 'account_created' }, transaction)
          return { status: 201, body: await readAccount(transaction, id) }
        }, patiently)
      },
    }),
    route({
      method: 'patch',
      path: '/api/users/:id',
      access: 'admin',
      signInOnly: true,
      summary: 'Change an account, or disable it, which ends its sign-ins',
      body: updateUserSchema,
      answers: { 200: accountSchema },
      async handle({ body: { email, role, disabled }, params, request }, { userId }) {
        const id = idOf(params)
        const account = await prisma.$transaction(async (transaction) => {
          if (role === 'viewer' || disabled) await requireAnotherAdmin(transaction, id)
          const disabled_at = disabled === undefined ? undefined : disabled ? new Date() : null
          const changed = await accounts.update(transaction, id, { email, role, disabled_at })
          if (!changed) throw notFound()
          if (disabled) {
            const ended = { user_id: id, revoked_at: null }
            await transaction.session.updateMany({ where: ended, data: { revoked_at: new Date() } })
          }
          const detail = {
            ...(email === undefined ? {} : { email: true }),
            ...(role === undefined ? {} : { role }),
            ...(disabled === undefined ? {} : { disabled }),
          }
          const entry = { actor: userId, target: changed.username, detail, address: request.ip }
          await record({ ...entry, action: 'account_changed' }, transaction)
          return readAccount(transaction, id)
        }, patiently)
        // Another role cuts the sockets as well: an open page comes back with a token of the new one.
        if (disabled || role !== undefined) accounts.endAccess(id)
        else accounts.forget(id)
        return { status: 200, body: account }
      },
    }),
    route({
      method: 'delete',
      path: '/api/users/:id',
      access: 'admin',
      signInOnly: true,
      summary: 'Remove an account for good',
      answers: { 204: null },
      async handle({ params, request }, { userId }) {
        const id = idOf(params)
        await prisma.$transaction(async (transaction) => {
          await requireAnotherAdmin(transaction, id)
          const user = await transaction.user.findUnique({ where: { id } })
          if (!user) throw notFound()
          // Before it is removed: it may be the actor's own.
          const entry = { actor: userId, target: user.username, address: request.ip }
          await record({ ...entry, action: 'account_deleted' }, transaction)
          await transaction.user.deleteMany({ where: { id } })
        }, patiently)
        accounts.endAccess(id)
        return { status: 204 }
      },
    }),
  ]
}

const withLastUse = { sessions: { orderBy: { last_used_at: 'desc' }, take: 1 } } as const

type StoredAccount = Prisma.UserGetPayload<{ include: typeof withLastUse }>

async function readAccount(within: Prisma.TransactionClient, id: string): Promise<Account> {
  return toAccount(await within.user.findUniqueOrThrow({ where: { id }, include: withLastUse }))
}

function toAccount({
  id,
  username,
  email,
  role,
  totp_enabled_at,
  created_at,
  disabled_at,
  sessions,
}: StoredAccount): Account {
  return {
    id,
    username,
    email,
    role,
    totp_enabled: totp_enabled_at !== null,
    created_at: created_at.toISOString(),
    disabled: disabled_at !== null,
    last_used_at: sessions[0]?.last_used_at.toISOString() ?? null,
  }
}

function idOf({ id = '' }: Record<string, string>): string {
  if (!isUuid(id)) throw notFound()
  return id
}

function notFound(): ProblemError {
  return new ProblemError('not_found', 'There is no such user')
}
