import { z } from 'zod'
import { momentSchema } from './history.ts'

/**
 * `start`: the server began to sample. `clean_stop`: it was ended in order; `unclean_stop`: it was killed, or the power
 * went. `reboot`: the machine was. `gap`: nothing was sampled, though the server ran.
 */
export const eventKindSchema = z.enum(['start', 'clean_stop', 'unclean_stop', 'reboot', 'gap'])
export type EventKind = z.infer<typeof eventKindSchema>

export const eventSchema = z.object({
  id: z.int(),
  host: z.int(),
  /** When it began; of an unclean stop and what follows from it, the last stored sample's. */
  timestamp: z.iso.datetime(),
  kind: eventKindSchema,
  /** When a gap ended, or a reboot was over; else null. */
  until: z.iso.datetime().nullable(),
  /** A sentence for people. */
  message: z.string(),
})
export type Event = z.infer<typeof eventSchema>

/** Newest first. `next_cursor` is there when there is more. */
export const eventsSchema = z.object({ items: z.array(eventSchema), next_cursor: z.string().optional() })
export type Events = z.infer<typeof eventsSchema>

/** The query of `GET /api/events`: what was going on in `from` (inclusive) to `to` (exclusive). */
export const eventsQuerySchema = z.strictObject({
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  host: z.coerce.number().int().positive().max(32_767).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,14}\.\d{1,9}$/, 'the next_cursor of an answer')
    .optional(),
})
export type EventsQuery = z.infer<typeof eventsQuerySchema>
