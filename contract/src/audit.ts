import { z } from 'zod'
import { storable } from './auth.ts'
import { momentSchema } from './history.ts'

/** What the audit log knows: sign-ins and their failures, changes of accounts and tokens, power. */
export const auditActionSchema = z.enum([
  'sign_in',
  'sign_in_failed',
  'sign_out',
  // A spent refresh token was used again: somebody else may have had it.
  'sign_in_reused',
  'session_revoked',
  'password_changed',
  'password_reset',
  'verification_given',
  'verification_failed',
  'totp_enabled',
  'totp_disabled',
  'recovery_code_used',
  'account_created',
  'account_changed',
  'account_deleted',
  'invite_created',
  'invite_revoked',
  'token_created',
  'token_revoked',
  'power_scheduled',
  'power_cancelled',
  'power_begun',
  'power_done',
  'power_failed',
])
export type AuditAction = z.infer<typeof auditActionSchema>

export const auditQuerySchema = z.strictObject({
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** A user name, as it was then, or a user's id. */
  actor: storable().min(1).max(64).optional(),
  action: auditActionSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'the next_cursor of an answer')
    .optional(),
})

export const auditLineSchema = z.object({
  id: z.int(),
  timestamp: z.iso.datetime(),
  /** null: nobody who was signed in, or the command line of the machine itself. */
  actor_id: z.string().nullable(),
  actor: z.string().nullable(),
  action: auditActionSchema,
  /** Whom or what it was done to. */
  target: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
  address: z.string().nullable(),
})
export type AuditLine = z.infer<typeof auditLineSchema>

/** The newest first. */
export const auditSchema = z.object({ items: z.array(auditLineSchema), next_cursor: z.string().optional() })
export type Audit = z.infer<typeof auditSchema>
