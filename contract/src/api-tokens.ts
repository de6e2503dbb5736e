import { z } from 'zod'
import { storable } from './auth.ts'

/** `read`: what a viewer may; `admin`: what its user may, but for sign-ins, accounts and power. */
export const apiTokenScopeSchema = z.enum(['read', 'admin'])
export type ApiTokenScope = z.infer<typeof apiTokenScopeSchema>

export const createApiTokenSchema = z.strictObject({
  name: storable().trim().min(1).max(64),
  scope: apiTokenScopeSchema,
  /** Absent: it does not end by itself. */
  expires_in_days: z.int().min(1).max(3650).optional(),
})

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: apiTokenScopeSchema,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  /** To the minute. */
  last_used_at: z.iso.datetime().nullable(),
})
export type ApiToken = z.infer<typeof apiTokenSchema>

/** The token itself (`hz_…`) cannot be shown again. */
export const createdApiTokenSchema = apiTokenSchema.extend({ token: z.string() })

export const apiTokensSchema = z.object({ items: z.array(apiTokenSchema) })
