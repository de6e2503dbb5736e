import { z } from 'zod'
import { storable } from './auth.ts'

export const powerActionSchema = z.enum(['reboot', 'shutdown'])
export type PowerAction = z.infer<typeof powerActionSchema>

/** What may be done: all, all but the last step, or nothing. */
export const powerModeSchema = z.enum(['enabled', 'dry-run', 'disabled'])
export type PowerMode = z.infer<typeof powerModeSchema>

/** The body of `POST /api/server/reboot` and `POST /api/server/shutdown`. */
export const powerRequestSchema = z.strictObject({
  /** Of `POST /api/auth/verify`, for this purpose; without one the answer is 403 `verification_required`. */
  verification_token: z.string().max(512).optional(),
  delay_seconds: z.int().min(0).max(3600).default(5),
  /** For those who read of it; it is part of no command. */
  reason: storable().trim().max(200).optional(),
})
export type PowerRequest = z.infer<typeof powerRequestSchema>

export const powerScheduledSchema = z.object({ action: powerActionSchema, execute_at: z.iso.datetime() })

/** The one action that waits for its moment, or has begun. */
export const powerPendingSchema = z.object({
  action: powerActionSchema,
  execute_at: z.iso.datetime(),
  /** A user name. */
  requested_by: z.string(),
  reason: z.string().nullable(),
})
export type PowerPending = z.infer<typeof powerPendingSchema>

/** `power` of `GET /api/server`. */
export const powerStateSchema = z.object({
  /** Whether the machine would do it, as of a while ago. */
  available: z.boolean(),
  mode: powerModeSchema,
  pending: powerPendingSchema.nullable(),
  /** What to set up, as a sentence with the command; null when it is available. */
  remedy: z.string().nullable(),
})
export type PowerState = z.infer<typeof powerStateSchema>

/** The live event `power`. */
export const powerEventSchema = z.object({
  ...powerPendingSchema.shape,
  /** `begun`: the machine goes down now, unless the mode is `dry-run`: then it is over. */
  state: z.enum(['scheduled', 'cancelled', 'begun', 'failed']),
  mode: powerModeSchema,
  /** Who cancelled it, or why it failed: a sentence. */
  message: z.string().nullable(),
})
export type PowerEvent = z.infer<typeof powerEventSchema>

/** `GET /api/server/power`: what a reboot would interrupt. null: it cannot be told here. */
export const interruptionsSchema = z.object({
  running_containers: z
    .array(
      z.object({
        container_id: z.string(),
        container_name: z.string(),
        /** Of the engine: `no`, `on-failure`, `always`, `unless-stopped`. */
        restart_policy: z.string(),
        /** Whether the engine starts it again after a reboot. */
        comes_back: z.boolean(),
      }),
    )
    .nullable(),
  /** A line a session: at the machine itself or from elsewhere. */
  signed_in_users: z
    .array(
      z.object({
        user: z.string(),
        terminal: z.string().nullable(),
        from: z.string().nullable(),
        since: z.iso.datetime().nullable(),
      }),
    )
    .nullable(),
  /** The programs that hold the locks of dpkg and apt. */
  package_work: z.array(z.object({ process: z.string(), pid: z.int() })).nullable(),
  /** What was updated and waits for a reboot; null: nothing does. */
  reboot_required: z.object({ packages: z.array(z.string()) }).nullable(),
})
export type Interruptions = z.infer<typeof interruptionsSchema>
