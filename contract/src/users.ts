import { z } from 'zod'
import { emailSchema, passwordSchema, roleSchema, usernameSchema, userSchema } from './auth.ts'

/** An account as admins see it. */
export const accountSchema = userSchema.omit({ preferences: true }).extend({
  disabled: z.boolean(),
  /** When a sign-in of theirs was last begun or renewed. */
  last_used_at: z.iso.datetime().nullable(),
})
export type Account = z.infer<typeof accountSchema>

export const accountsSchema = z.object({ items: z.array(accountSchema) })

export const createUserSchema = z.strictObject({
  username: usernameSchema,
  email: emailSchema,
  password: passwordSchema,
  role: roleSchema,
})
export type CreateUser = z.infer<typeof createUserSchema>

export const updateUserSchema = z.strictObject({
  email: emailSchema.optional(),
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
})
export type UpdateUser = z.infer<typeof updateUserSchema>

export const createInviteSchema = z.strictObject({
  role: roleSchema,
  expires_in_hours: z.int().min(1).max(720).default(48),
})

export const inviteSchema = z.object({
  /** What `register` takes, once. It cannot be shown again. */
  invite: z.string(),
  role: roleSchema,
  expires_at: z.iso.datetime(),
})
export type Invite = z.infer<typeof inviteSchema>

export const askInviteSchema = z.strictObject({ invite: z.string().max(256) })

/** What an invite would give, until when; null: it was used, revoked or is too old. */
export const askedInviteSchema = z.object({ role: roleSchema, expires_at: z.iso.datetime() }).nullable()
export type AskedInvite = z.infer<typeof askedInviteSchema>

/** An invite that is still good, without what makes an account of it. */
export const openInviteSchema = z.object({
  id: z.string(),
  role: roleSchema,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
})
export type OpenInvite = z.infer<typeof openInviteSchema>
