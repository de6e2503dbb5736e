import type { RecordAudit } from '../platform/audit.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { AccessFilter } from '../platform/http/index.ts'
import type { Guard } from './guard.ts'
import type { FailedSignIns } from './limits.ts'
import type { Passwords } from './passwords.ts'
import type { SecondFactor } from './second-factor.ts'
import type { SetupCode } from './secrets.ts'
import type { Verifications } from './verifications.ts'

/** What the verbs of this folder share. */
export interface AuthContext {
  prisma: PrismaClient
  jwtSecret: string
  /** Origins whose pages may use the refresh cookie. */
  corsOrigins: readonly string[]
  setupCode: SetupCode
  passwords: Passwords
  guard: Guard
  failedSignIns: FailedSignIns
  secondFactor: SecondFactor
  verifications: Verifications
  record: RecordAudit
  /** Ends access at once: in the guard and on open sockets. */
  endAccess(isEnded: AccessFilter): void
}
