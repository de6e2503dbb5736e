import { z } from 'zod'

const resolutionSchema = z.enum(['auto', 'raw', '1m', '15m', '1h'])

const relativeTime = /^-(\d{1,6})([smhd])$/
const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A moment: ISO 8601 with an offset, or relative to now (`-90s`, `-24h`, `-7d`). */
export const momentSchema = z
  .string()
  // In a URL a "+" that is not escaped is a space: the offset of "…T12:00:00+02:00" arrives as one.
  .transform((text) => text.replace(/ (?=\d{2}:\d{2}$)/, '+'))
  .refine(
    (text) => relativeTime.test(text) || z.iso.datetime({ offset: true }).safeParse(text).success,
    'an ISO 8601 time such as 2026-01-31T12:00:00Z, or a relative one such as -24h or -7d',
  )

/** Milliseconds since the epoch of a moment that `momentSchema` has passed. */
export function momentToMs(moment: string, nowMs: number): number {
  const [, amount, unit] = relativeTime.exec(moment) ?? []
  return amount && unit ? nowMs - Number(amount) * secondsOf[unit as keyof typeof secondsOf] * 1000 : Date.parse(moment)
}

/** The query of every history. Each value is text, as a URL has it. */
export const historyQuerySchema = z
  .strictObject({
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    hours: z.coerce.number().positive().max(1_000_000).optional(),
    resolution: resolutionSchema.default('auto'),
    points: z.coerce.number().int().min(10).max(5000).default(600),
    /** Comma-separated field names; each brings its `_min` and `_max`. */
    fields: z.string().max(2000).optional(),
    host: z.coerce.number().int().positive().max(32_767).optional(),
    format: z.enum(['json']).default('json'),
  })
  .refine((query) => query.hours === undefined || (query.from === undefined && query.to === undefined), {
    path: ['hours'],
    message: 'give either hours, or from and to',
  })
export type HistoryQuery = z.infer<typeof historyQuerySchema>

/** A bucket: its start, each field's average with `_min` and `_max` beside it where buckets hold several samples. */
export const historyPointSchema = z
  .object({ timestamp: z.iso.datetime(), sample_count: z.int().optional() })
  .catchall(z.union([z.number(), z.null()]))
export type HistoryPoint = z.infer<typeof historyPointSchema>

export const historySchema = z.object({
  family: z.string(),
  host: z.int(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  resolution: z.enum(['raw', '1m', '15m', '1h']),
  step_seconds: z.int(),
  points: z.array(historyPointSchema),
})
export type History = z.infer<typeof historySchema>
