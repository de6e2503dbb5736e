/** A resolution at which history is kept, in a table of its own a family. */
export interface Tier {
  resolution: 'raw' | '1m' | '15m' | '1h'
  stepSeconds: number
  /** How long its rows are kept at the least; undefined: for ever, or as the settings say. */
  keptMs?: number
  /** How much time a partition of its table holds, in UTC. */
  partition: 'day' | 'month'
}

const dayMs = 86_400_000

/** The tiers that are rolled up, each from the one before it, the finest from the samples themselves. */
export const rolledTiers = [
  { resolution: '1m', stepSeconds: 60, keptMs: 7 * dayMs, partition: 'day' },
  { resolution: '15m', stepSeconds: 900, keptMs: 30 * dayMs, partition: 'month' },
  { resolution: '1h', stepSeconds: 3600, partition: 'month' },
] as const satisfies readonly Tier[]

/** A sample is stored within 15 s of its time, and in the tiers within a minute more: their buckets that ended before are whole. */
export const settledMs = 120_000

/** All tiers of a family that is sampled each `intervalMs`, from the finest to the coarsest. */
export function tiersOf({ intervalMs }: { intervalMs: number }): readonly Tier[] {
  return [{ resolution: 'raw', stepSeconds: intervalMs / 1000, keptMs: dayMs, partition: 'day' }, ...rolledTiers]
}

/** The table that has the rows of a tier; `table` has those of the samples themselves. */
export function tableOf(table: string, { resolution }: Pick<Tier, 'resolution'>): string {
  return resolution === 'raw' ? table : `${table}_${resolution}`
}
