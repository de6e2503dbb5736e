import { rolledTiers, tableOf } from '../metrics/tiers.ts'

const [finest] = rolledTiers
const stepMs = finest.stepSeconds * 1000

/**
 * What goes into the transaction that inserts samples: buckets that are rolled up already are noted, to be rolled up
 * again. It reads the watermark FOR SHARE, so that a roll-up under way is either waited for, or waits and sees the samples.
 * @param timesMs the times of the inserted samples by their metric table, in milliseconds since the epoch
 */
export function noteLateSamples(
  hostId: number,
  timesMs: ReadonlyMap<string, readonly number[]>,
): { text: string; values: unknown[] } {
  const buckets = [...timesMs].flatMap(([table, times]) =>
    [...new Set(times.map((timeMs) => Math.floor(timeMs / stepMs) * stepMs))].map((bucketMs) => ({
      table: tableOf(table, finest),
      bucket: new Date(bucketMs).toISOString(),
    })),
  )
  const text = `WITH marks AS (
      SELECT table_name, watermark FROM roll_ups
        WHERE host_id = $1::int4 AND table_name = ANY($2::text[]) ORDER BY table_name FOR SHARE
    )
    INSERT INTO roll_up_redo (host_id, table_name, bucket)
      SELECT $1::int4, table_name, bucket FROM marks
        JOIN unnest($2::text[], $3::timestamptz[]) AS stored(table_name, bucket) USING (table_name)
        WHERE bucket < watermark
      ON CONFLICT DO NOTHING`
  return { text, values: [hostId, buckets.map(({ table }) => table), buckets.map(({ bucket }) => bucket)] }
}
