import { z } from 'zod'

export const roleSchema = z.enum(['admin', 'viewer'])
export type Role = z.infer<typeof roleSchema>

/** Where the refresh token of a sign-in lives: in the answer's body, or in an HttpOnly cookie. */
export const sessionFormSchema = z.enum(['token', 'cookie'])
export type SessionForm = z.infer<typeof sessionFormSchema>

// PostgreSQL's text holds neither U+0000 nor half a surrogate pair.
const isStorable = (text: string) => !/[\0\p{Surrogate}]/u.test(text)
/** Text that PostgreSQL can hold. */
export const storable = () => z.string().refine(isStorable, 'without U+0000 and unpaired surrogates')

export const usernameSchema = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u,
    '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  )
export const emailSchema = z.email('an address such as name@example.org').max(254)
// Counted in code points, as a person counts: an emoji is one character.
export const passwordSchema = storable().refine((text) => {
  const length = [...text].length
  return length >= 10 && length <= 128
}, '10 to 128 characters')

const mostPreferencesBytes = 16_384
const deepestPreferences = 32

// Iterative: what nests ten thousand levels deep must not overflow the stack of the check that refuses it.
function isShallow(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth < deepestPreferences && level.length > 0; depth += 1) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return level.length === 0
}

/** The dashboard's own settings of a user (theme, units, layout): any JSON object of at most 16 kB. */
export const preferencesSchema = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'an object',
  )
  .refine(isShallow, { message: `at most ${deepestPreferences} levels deep`, abort: true })
  .transform((value) => ({ value, text: JSON.stringify(value) }))
  .refine(({ text }) => new TextEncoder().encode(text).length <= mostPreferencesBytes, 'at most 16 kB as JSON')
  // An escape, not its spelling: an even number of backslashes before the "u" is text.
  .refine(({ text }) => !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(text), 'without U+0000 and unpaired surrogates')
  .transform(({ value }) => value)

export const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string(),
  role: roleSchema,
  totp_enabled: z.boolean(),
  created_at: z.iso.datetime(),
  preferences: z.record(z.string(), z.unknown()),
})
export type User = z.infer<typeof userSchema>

export const authStateSchema = z.object({
  setup_required: z.boolean(),
  setup_code_required: z.boolean(),
  signed_in: z.boolean(),
})
export type AuthState = z.infer<typeof authStateSchema>

export const registerSchema = z.strictObject({
  username: usernameSchema,
  email: emailSchema,
  password: passwordSchema,
  setup_code: z.string().max(128).optional(),
  invite: z.string().max(256).optional(),
  role: roleSchema.optional(),
  session: sessionFormSchema.optional(),
})
export type Register = z.infer<typeof registerSchema>

export const loginSchema = z.strictObject({
  /** The user name or the e-mail address. */
  username: storable().min(1).max(254),
  // Not `passwordSchema`: a wrong password is wrong, whatever its length. The limit bounds the hashing.
  password: z.string().min(1).max(1024),
  /** A code of the authenticator, or a recovery code. */
  totp: z.string().max(64).optional(),
  session: sessionFormSchema.optional(),
})
export type Login = z.infer<typeof loginSchema>

export const changePasswordSchema = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: passwordSchema,
})

/** The password once more, before a change that a stranger at an open screen must not make. */
export const passwordProofSchema = z.strictObject({ password: z.string().min(1).max(1024) })

export const totpSetUpSchema = z.object({
  /** Base32, for who cannot scan. */
  secret: z.string(),
  otpauth_url: z.string(),
  /** The same as a QR code: an SVG document. */
  qr_svg: z.string(),
})
export type TotpSetUp = z.infer<typeof totpSetUpSchema>

export const confirmTotpSchema = z.strictObject({ totp: z.string().max(64) })

/** Each is good once in place of a code of the authenticator. They cannot be shown again. */
export const recoveryCodesSchema = z.object({ recovery_codes: z.array(z.string()) })

/** One of a user's own sign-ins. */
export const sessionSchema = z.object({
  id: z.string(),
  /** What its browser or program called itself. */
  device: z.string().nullable(),
  address: z.string().nullable(),
  created_at: z.iso.datetime(),
  /** When it was begun or last renewed. */
  last_used_at: z.iso.datetime(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
})
export type SessionInfo = z.infer<typeof sessionSchema>

export const sessionsSchema = z.object({ items: z.array(sessionSchema) })

/** What a verification is for: it is good for nothing else. */
export const verificationPurposeSchema = z.enum(['reboot', 'shutdown'])
export type VerificationPurpose = z.infer<typeof verificationPurposeSchema>

export const verifySchema = z.strictObject({
  purpose: verificationPurposeSchema,
  password: z.string().min(1).max(1024).optional(),
  totp: z.string().max(64).optional(),
})
export type Verify = z.infer<typeof verifySchema>

export const verificationSchema = z.object({
  verification_token: z.string(),
  /** Seconds that it is good for. */
  expires_in: z.int(),
})

/** The body of refresh and logout: the refresh token, or nothing when it is in the cookie. */
export const refreshSchema = z.strictObject({ refresh_token: z.string().min(1).max(512).optional() })
export type Refresh = z.infer<typeof refreshSchema>

export const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds until the access token ends. */
  expires_in: z.int(),
  /** Absent when the sign-in keeps it in a cookie. */
  refresh_token: z.string().optional(),
  user: userSchema,
})
export type Tokens = z.infer<typeof tokensSchema>

export const updateMeSchema = z.strictObject({
  email: emailSchema.optional(),
  preferences: preferencesSchema.optional(),
})
