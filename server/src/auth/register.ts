import { type Register, type Role, registerSchema, tokensSchema } from '@home-zenith/contract'
import { patiently } from '../platform/database/index.ts'
import { type Call, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { insertAccount } from './accounts.ts'
import type { AuthContext } from './context.ts'
import { answerWith } from './cookie.ts'
import { isFromThisMachine } from './from-this-machine.ts'
import { hashNewPassword } from './hash-new-password.ts'
import { findInvite, spendInvite } from './invites.ts'
import { beginSession } from './sessions.ts'

// Any constant of its own: who registers first is decided by who holds it.
const lockKey = 0x7a656e01

/** The first account, by who is at the machine or holds the setup code; later ones by an admin or with an invite. */
export function registerRoute(context: AuthContext): Route {
  return route({
    method: 'post',
    path: '/api/auth/register',
    access: 'public',
    summary: 'Make an account: the first one, with an invite, or as an admin for another',
    body: registerSchema,
    answers: { 201: tokensSchema },
    async handle(call) {
      const isFirst = (await context.prisma.user.count()) === 0
      // Refused before the password is hashed, which is expensive, and before any name is looked up.
      const admitted = isFirst ? await admitFirst(context, call) : await admitLater(context, call)
      const password_hash = await hashNewPassword(context.passwords, call.body)
      const signIn = await createAccount(context, call, { isFirst, ...admitted, password_hash })
      if (isFirst) context.setupCode.forget()
      return answerWith(call.request, 201, signIn)
    },
  })
}

interface Admitted {
  role: Role
  /** The admin who makes the account for another; null: its owner makes it. */
  by: string | null
  /** What is spent for it. */
  invite?: string
}

async function admitFirst(context: AuthContext, { body, request }: Call<unknown, Register>): Promise<Admitted> {
  const admitted: Admitted = { role: 'admin', by: null }
  if (isFromThisMachine(request)) return admitted
  if (body.setup_code !== undefined) {
    await context.failedSignIns(request, 'setup code')
    if (context.setupCode.matches(body.setup_code)) return admitted
  }
  throw new ProblemError(
    'setup_code_required',
    'The first account is made on the machine itself at http://localhost, or with the setup code that the server printed at its start',
  )
}

async function admitLater(context: AuthContext, { body, request }: Call<unknown, Register>): Promise<Admitted> {
  if (body.invite !== undefined) {
    await context.failedSignIns(request, 'invite')
    const found = await findInvite(context.prisma, body.invite)
    if (found) return { role: found.role, by: null, invite: body.invite }
  }
  if (request.headers.authorization !== undefined) {
    const { role, userId, isApiToken } = await context.guard.authenticate(request)
    if (role === 'admin' && !isApiToken) return { role: body.role ?? 'viewer', by: userId }
  }
  throw registrationClosed()
}

function registrationClosed(): ProblemError {
  return new ProblemError(
    'registration_closed',
    'There is an account already; ask an admin for an invite, which is good once',
  )
}

async function createAccount(
  { prisma, jwtSecret, record }: AuthContext,
  { body, request }: Call<unknown, Register>,
  { isFirst, role, by, invite, password_hash }: Admitted & { isFirst: boolean; password_hash: string },
) {
  const { username, email, session } = body
  return prisma.$transaction(async (transaction) => {
    await transaction.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${lockKey})`)
    // Asked again under the lock: of two first registrations at once, one is the first.
    if (isFirst && (await transaction.user.count()) > 0) throw registrationClosed()
    if (invite !== undefined && !(await spendInvite(transaction, invite))) throw registrationClosed()
    const user = await insertAccount(transaction, { username, email, role, password_hash })
    const actor = by ?? user.id
    const detail = { role, ...(invite === undefined ? {} : { by: 'invite' }) }
    await record({ actor, action: 'account_created', target: username, detail, address: request.ip }, transaction)
    return beginSession(transaction, { user, form: session ?? 'token', request, jwtSecret })
  }, patiently)
}
