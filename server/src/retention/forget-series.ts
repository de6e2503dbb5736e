import type { Pool } from 'pg'
import { tableOf, tiersOf } from '../metrics/tiers.ts'
import type { RolledTable } from './roll-up-statement.ts'

/** Forgets the names of series that no row refers to any more, of a table that has series. @returns how many */
export async function forgetSeries(pool: Pool, { name, series }: RolledTable, nowMs: number): Promise<number> {
  if (!series) return 0
  const references = tiersOf({ intervalMs: 0 }).map(
    (tier) =>
      `AND NOT EXISTS (SELECT FROM ${tableOf(name, tier)} m WHERE m.host_id = s.host_id AND m.${series.column} = s.id)`,
  )
  // Who records knows an id for an hour after it was seen last, and then looks it up anew.
  const { rowCount } = await pool.query(
    `DELETE FROM ${series.table} s WHERE last_seen < $1::timestamptz ${references.join(' ')}`,
    [new Date(nowMs - 2 * 86_400_000).toISOString()],
  )
  return rowCount ?? 0
}
