import { setTimeout as delay } from 'node:timers/promises'
import type { VerificationPurpose } from '@home-zenith/contract'
import type { Request, RequestHandler } from 'express'
import type { RecordAudit } from '../platform/audit.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { AccessFilter, Identity, Route } from '../platform/http/index.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { apiTokenRoutes } from './api-tokens.ts'
import { changePasswordRoute } from './change-password.ts'
import type { AuthContext } from './context.ts'
import { createGuard } from './guard.ts'
import { inviteRoutes } from './invites.ts'
import { limitFailedSignIns, requestLimit } from './limits.ts'
import { logInRoute } from './log-in.ts'
import { logOutRoute } from './log-out.ts'
import { meRoutes } from './me.ts'
import { ownSessionsRoutes } from './own-sessions.ts'
import { createPasswords } from './passwords.ts'
import { refreshRoute } from './refresh.ts'
import { registerRoute } from './register.ts'
import { createSecondFactor } from './second-factor.ts'
import { loadJwtSecret, loadSetupCode } from './secrets.ts'
import { stateRoute } from './state.ts'
import { totpRoutes } from './totp-routes.ts'
import { Verifications } from './verifications.ts'
import { verifyRoute } from './verify.ts'

export interface AuthOptions {
  prisma: PrismaClient
  record: RecordAudit
  /** Lets milliseconds pass: a guess waits the longer, the more have failed. */
  pause?: (ms: number) => Promise<void>
  config: {
    JWT_SECRET: string | undefined
    SETUP_CODE: string | undefined
    DATA_DIR: string
    CORS_ORIGIN: readonly string[]
  }
}

export interface Auth {
  routes: Route[]
  /** What stands before every route of the API. */
  limits: RequestHandler[]
  /** @throws 401 `unauthorized` */
  authenticate(request: Request): Promise<Identity>
  /** @throws 401 `unauthorized` */
  authenticateToken(token: string): Promise<Identity>
  /** Which of these sign-ins and API tokens hold, asked of the database now. */
  stillValid(ids: string[]): Promise<ReadonlySet<string>>
  /** Hears of each access that is ended here. */
  onEnded(listener: (isEnded: AccessFilter) => void): void
  accounts: Accounts
  /**
   * Whether a verification token is this user's for this purpose; it stays good.
   * @throws 403 `verification_required`
   */
  checkVerification(token: string | undefined, userId: string, purpose: VerificationPurpose): void
  /** The same, and ends it: of two that spend one token, the second gets the 403. @throws 403 `verification_required` */
  spendVerification(token: string | undefined, userId: string, purpose: VerificationPurpose): void
  /** What makes the first account from elsewhere; null when there is an account. */
  setupCode(): Promise<string | null>
  /** Removes sign-ins that ended a while ago, with their tokens; invites and API tokens that have ended. */
  prune(): Promise<void>
}

const prunedAfterDays = 30

export function createAuth({ prisma, record, pause = delay, config }: AuthOptions): Auth {
  const listeners: ((isEnded: AccessFilter) => void)[] = []
  const jwtSecret = loadJwtSecret(config.JWT_SECRET, config.DATA_DIR)
  const guard = createGuard(prisma, jwtSecret)
  const context: AuthContext = {
    prisma,
    jwtSecret,
    corsOrigins: config.CORS_ORIGIN,
    guard,
    setupCode: loadSetupCode(config.SETUP_CODE, config.DATA_DIR),
    passwords: createPasswords(),
    failedSignIns: limitFailedSignIns(pause),
    secondFactor: createSecondFactor(prisma, record),
    verifications: new Verifications(),
    record,
    endAccess(isEnded) {
      guard.forget(isEnded)
      for (const listener of listeners) listener(isEnded)
    },
  }
  return {
    routes: [
      stateRoute(context),
      registerRoute(context),
      logInRoute(context),
      refreshRoute(context),
      logOutRoute(context),
      ...meRoutes(context),
      ...ownSessionsRoutes(context),
      changePasswordRoute(context),
      ...totpRoutes(context),
      ...apiTokenRoutes(context),
      verifyRoute(context),
      ...inviteRoutes(context),
    ],
    limits: [requestLimit(guard)],
    authenticate: guard.authenticate,
    authenticateToken: guard.authenticateToken,
    stillValid: guard.stillValid,
    onEnded: (listener) => void listeners.push(listener),
    accounts: createAccounts(context),
    checkVerification: (token, userId, purpose) => context.verifications.check(token, userId, purpose),
    spendVerification: (token, userId, purpose) => context.verifications.spend(token, userId, purpose),
    async setupCode() {
      if ((await prisma.user.count()) === 0) return context.setupCode.show()
      // A stop between the first account and the end of its code leaves the file behind.
      context.setupCode.forget()
      return null
    },
    async prune() {
      // Once it has expired, a token's reuse is no sign of anything: unknown and expired are one answer.
      await prisma.$executeRaw`DELETE FROM refresh_tokens WHERE expires_at < now()`
      await prisma.$executeRaw`DELETE FROM invites WHERE expires_at < now()`
      await prisma.$executeRaw`DELETE FROM api_tokens WHERE expires_at < now() - interval '30 days'`
      const before = new Date(Date.now() - prunedAfterDays * 86_400_000)
      await prisma.session.deleteMany({
        where: { OR: [{ expires_at: { lt: before } }, { revoked_at: { lt: before } }] },
      })
    },
  }
}
