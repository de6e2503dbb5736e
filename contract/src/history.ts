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

// No sample is earlier or later, and years have four digits, even where the longest steps are moved outwards.
const latestMs = Date.UTC(3000, 0)

/** Milliseconds since the epoch of a moment that `momentSchema` has passed; one before 1970 or after 2999 is moved there. */
export function momentToMs(moment: string, nowMs: number): number {
  const [, amount, unit] = relativeTime.exec(moment) ?? []
  const ms =
    amount && unit ? nowMs - Number(amount) * secondsOf[unit as keyof typeof secondsOf] * 1000 : Date.parse(moment)
  return Math.min(Math.max(ms, 0), latestMs)
}

const historyQueryShape = {
  from: momentSchema.optional().describe('An ISO 8601 time, or a relative one such as -24h or -7d. By default -24h.'),
  to: momentSchema.optional().describe('Exclusive; as from. By default now.'),
  hours: z.coerce
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('The last so many hours, in place of from and to.'),
  resolution: resolutionSchema.default('auto').describe('auto: the finest still kept that keeps to points.'),
  points: z.coerce
    .number()
    .int()
    .min(10)
    .max(5000)
    .default(600)
    .describe('How many at most, 10 to 5000; for auto alone.'),
  fields: z
    .string()
    .max(2000)
    .optional()
    .describe('Names with commas between; each brings its _min and _max. By default all.'),
  host: z.coerce
    .number()
    .int()
    .positive()
    .max(32_767)
    .optional()
    .describe('The id of a host. By default this machine.'),
  format: z
    .enum(['json', 'columns', 'csv'])
    .optional()
    .describe(
      'columns is what a chart takes: an array a field. By default json, or csv where Accept asks for text/csv.',
    ),
}
const seriesName = z.string().min(1).max(4096).optional().describe('Which one; * gives all, as series.')

/**
 * The query of a history. Each value is text, as a URL has it.
 * @param parameter what chooses the series, such as `interface` (`*`: all), where the family has any; given as `series`
 */
export function createHistoryQuerySchema(parameter?: string) {
  return z
    .strictObject({ ...historyQueryShape, ...(parameter ? { [parameter]: seriesName } : {}) })
    .refine((query) => query.hours === undefined || (query.from === undefined && query.to === undefined), {
      path: ['hours'],
      message: 'give either hours, or from and to',
    })
    .transform((query) => ({
      ...query,
      series: (query as Record<string, unknown>)[parameter ?? ''] as string | undefined,
    }))
}
export type HistoryQuery = z.infer<ReturnType<typeof createHistoryQuerySchema>>

/** A bucket: its start, each field's average with `_min` and `_max` beside it where buckets hold several samples. */
export const historyPointSchema = z
  .object({ timestamp: z.iso.datetime(), sample_count: z.int().optional() })
  .catchall(z.union([z.number(), z.null()]))
export type HistoryPoint = z.infer<typeof historyPointSchema>

const historyHeadShape = {
  family: z.string(),
  host: z.int(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  resolution: z.enum(['raw', '1m', '15m', '1h']),
  step_seconds: z.int(),
}

/** The series that was chosen, of a family that has any; null: there is none to choose. */
const chosenSeriesShape = {
  interface: z.string().nullable().optional(),
  mount: z.string().nullable().optional(),
  container: z.string().nullable().optional(),
}

export const historySchema = z.object({
  ...historyHeadShape,
  ...chosenSeriesShape,
  points: z.array(historyPointSchema),
})
export type History = z.infer<typeof historySchema>

/** All series of a family (`*`). Each bears the value that chooses it (`interface`) beside its names. */
export const seriesHistorySchema = z.object({
  ...historyHeadShape,
  series: z.array(z.object({ points: z.array(historyPointSchema) }).catchall(z.string())),
})
export type SeriesHistory = z.infer<typeof seriesHistorySchema>

const columnsShape = {
  /** Seconds since the epoch: the start of each step from `from` to `to`, whether it has samples or not. */
  timestamps: z.array(z.int()),
  /** A value a timestamp; null where it is not known, and in all columns (`sample_count` too) where nothing was sampled. */
  columns: z.record(z.string(), z.array(z.number().nullable())),
}

/** `format=columns`: the same values as `points`, by field. */
export const columnHistorySchema = z.object({ ...historyHeadShape, ...chosenSeriesShape, ...columnsShape })
export type ColumnHistory = z.infer<typeof columnHistorySchema>

/** `format=columns` of all series: their timestamps are alike. */
export const columnSeriesHistorySchema = z.object({
  ...historyHeadShape,
  series: z.array(z.object(columnsShape).catchall(z.string())),
})
export type ColumnSeriesHistory = z.infer<typeof columnSeriesHistorySchema>
