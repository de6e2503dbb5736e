import { type Register, type Role, registerSchema, tokensSchema } from '@home-zenith/contract'
import { Prisma } from '../platform/database/index.ts'
import { type Call, type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { type AuthContext, patiently } from './context.ts'
import { answerWith } from './cookie.ts'
import { isFromThisMachine } from './from-this-machine.ts'
import { beginSession, nameKey } from './sessions.ts'

// Any constant of its own: who registers first is decided by who holds it.
const lockKey = 0x7a656e01

/** The first account, by who is at the machine or holds the setup code; later ones by an admin. */
export function registerRoute(context: AuthContext): Route {
  return route({
    method: 'post',
    path: '/api/auth/register',
    access: 'public',
    summary: 'Make an account: the first one, or as an admin another one',
    body: registerSchema,
    answers: { 201: tokensSchema },
    async handle(call) {
      const isFirst = (await context.prisma.user.count()) === 0
      // Refused before the password is hashed, which is expensive, and before any name is looked up.
      const admitted = isFirst ? await admitFirst(context, call) : await admitLater(context, call)
      const password_hash = await context.passwords.hash(call.body.password)
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
  if (request.headers.authorization !== undefined) {
    const { role, userId, isApiToken } = await context.guard.authenticate(request)
    if (role === 'admin' && !isApiToken) return { role: body.role ?? 'viewer', by: userId }
  }
  throw registrationClosed()
}

function registrationClosed(): ProblemError {
  return new ProblemError('registration_closed', 'There is an account already; ask an admin for one of your own')
}

async function createAccount(
  { prisma, jwtSecret, record }: AuthContext,
  { body, request }: Call<unknown, Register>,
  { isFirst, role, by, password_hash }: Admitted & { isFirst: boolean; password_hash: string },
) {
  const { username, email } = body
  try {
    return await prisma.$transaction(async (transaction) => {
      await transaction.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${lockKey})`)
      // Asked again under the lock: of two first registrations at once, one is the first.
      if (isFirst && (await transaction.user.count()) > 0) throw registrationClosed()
      const user = await transaction.user.create({
        data: { username, username_key: nameKey(username), email, email_key: nameKey(email), role, password_hash },
      })
      await record(
        { actor: by ?? user.id, action: 'account_created', target: username, detail: { role }, address: request.ip },
        transaction,
      )
      return beginSession(transaction, { user, form: body.session ?? 'token', request, jwtSecret })
    }, patiently)
  } catch (error) {
    throw asTaken(error) ?? error
  }
}

/** The 409 of a name or an address that another account has. */
export function asTaken(error: unknown): ProblemError | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return undefined
  return JSON.stringify(error.meta).includes('email_key')
    ? new ProblemError('email_taken', 'Another account has this e-mail address')
    : new ProblemError('username_taken', 'Another account has this user name')
}
