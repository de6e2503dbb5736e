import type { Pool } from 'pg'
import { rolledTiers, type Tier, tableOf, tiersOf } from '../metrics/tiers.ts'
import { inTransaction, sqlStateOf } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { takePartitionsTurn } from './make-partitions.ts'
import { isMonthly, type Partition } from './partition.ts'

export interface ExpiryOptions {
  pool: Pool
  /** The tables of the samples themselves. */
  tables: readonly string[]
  /** How long the coarsest tier is kept; undefined: for ever. */
  hourlyDays?: number | undefined
  /** Whether samples wait to be stored: what they belong to stays until then. */
  samplesWait: boolean
  log: Logger
}

interface Attached extends Partition {
  table: string
  /** A detachment that waited for a long read, and was given up. */
  isPending: boolean
}

const dayMs = 86_400_000
// Beyond what is made ahead.
const farAheadMs = { day: 8 * dayMs, month: 70 * dayMs }
// What is not in the past need not be rolled up, but the present has to be.
const rolledWithinMs = dayMs
const lockNotAvailable = '55P03'

/**
 * Drops the partitions that nobody needs any more, and whatever a stop in the middle of that has left. What a long read holds is left
 * for the next time: whoever records waits for a second at the most.
 * @returns the names of those dropped
 */
export async function expire(options: ExpiryOptions, nowMs: number): Promise<string[]> {
  for (const table of options.tables) {
    const expired = await findExpired(options, table, nowMs)
    if (expired.length > 0) await detachAll(options, table, expired, nowMs)
  }
  return dropDetached(options)
}

async function findExpired(
  { pool, hourlyDays, samplesWait }: ExpiryOptions,
  table: string,
  nowMs: number,
): Promise<Attached[]> {
  const tiers = tiersOf({ intervalMs: 0 }).map((tier) => ({ ...tier, table: tableOf(table, tier) }))
  const partitions = await listAttached(
    pool,
    tiers.map((tier) => tier.table),
  )
  const keptSinceMs = (tier: Tier) => {
    const keptMs = tier.keptMs ?? (hourlyDays === undefined ? undefined : hourlyDays * dayMs)
    return keptMs === undefined ? Number.NEGATIVE_INFINITY : nowMs - keptMs
  }
  const isOld = ({ table: name, toMs }: Attached) =>
    tiers.some((tier) => tier.table === name && toMs <= keptSinceMs(tier))
  const isFar = ({ table: name, fromMs }: Attached) => fromMs > nowMs + farAheadMs[isMonthly(name) ? 'month' : 'day']
  const isFarWrong = partitions.some(isFar) && (await hasWeekBehind(pool, table, nowMs))
  return partitions.filter((one) => one.isPending || (!samplesWait && (isOld(one) || (isFarWrong && isFar(one)))))
}

/**
 * Whether it has been the present for a week: what lies far ahead then is of a clock that was wrong. Otherwise it may be the clock of
 * now that is wrong, as a Raspberry Pi's is before it has heard of the time.
 */
async function hasWeekBehind(pool: Pool, table: string, nowMs: number): Promise<boolean> {
  const { rows } = await pool.query<{ days: number }>(
    `SELECT count(DISTINCT floor(date_part('epoch', timestamp) / 86400))::int4 AS days FROM ${tableOf(table, rolledTiers[0])}
      WHERE timestamp >= $1::timestamptz AND timestamp < $2::timestamptz`,
    [new Date(nowMs - 7 * dayMs).toISOString(), new Date(nowMs).toISOString()],
  )
  return (rows[0]?.days ?? 0) >= 6
}

async function listAttached(pool: Pool, tables: readonly string[]): Promise<Attached[]> {
  // `inhdetachpending` is there from PostgreSQL 14 on.
  const { rows } = await pool.query<{ table: string; name: string; from: Date; to: Date; pending: boolean | null }>(
    `SELECT t.name AS table, i.inhrelid::regclass::text AS name, (to_jsonb(i) ->> 'inhdetachpending')::bool AS pending,
        substring(bound from 'FROM \\(''([^'']+)''\\)')::timestamptz AS from,
        substring(bound from 'TO \\(''([^'']+)''\\)')::timestamptz AS to
      FROM unnest($1::text[]) AS t(name)
      JOIN pg_inherits i ON i.inhparent = to_regclass(t.name)
      JOIN pg_class c ON c.oid = i.inhrelid
      CROSS JOIN LATERAL pg_get_expr(c.relpartbound, c.oid) AS bound
      ORDER BY i.inhrelid`,
    [tables],
  )
  return rows.map(({ table, name, from, to, pending }) => ({
    table,
    name,
    fromMs: from.getTime(),
    toMs: to.getTime(),
    isPending: pending === true,
  }))
}

/** Detaches those whose rows are rolled up. Meanwhile nobody rolls up, or records late samples: none can slip in. */
async function detachAll(
  { pool, log }: ExpiryOptions,
  table: string,
  partitions: readonly Attached[],
  nowMs: number,
): Promise<void> {
  const finest = tableOf(table, rolledTiers[0])
  try {
    // Out of the transaction, for which it would wait. While one is pending, no other of its table can be detached.
    for (const partition of partitions.filter(({ isPending }) => isPending)) await detach(pool, partition)
    await inTransaction(pool, async (client) => {
      const { rows: marks } = await client.query<{ watermark: Date }>(
        'SELECT watermark FROM roll_ups WHERE table_name = $1 ORDER BY host_id FOR UPDATE',
        [finest],
      )
      const { rows: redos } = await client.query<{ bucket: Date }>(
        'SELECT bucket FROM roll_up_redo WHERE table_name = $1',
        [finest],
      )
      const isRolledUp = ({ fromMs, toMs }: Attached) =>
        marks.every(({ watermark }) => watermark.getTime() >= Math.min(toMs, nowMs - rolledWithinMs)) &&
        redos.every(({ bucket }) => bucket.getTime() < fromMs || bucket.getTime() >= toMs)
      for (const partition of partitions.filter((one) => !one.isPending && isRolledUp(one))) {
        await detach(pool, partition)
      }
    })
  } catch (err) {
    if (sqlStateOf(err) !== lockNotAvailable) throw err
    log.debug({ table }, 'an expired partition is being read; it is dropped later')
  }
}

async function detach(pool: Pool, { table, name, isPending }: Attached): Promise<void> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num')
    const canWait = Number(rows[0]?.server_version_num) >= 140_000
    // Before PostgreSQL 14, inserts wait behind this lock.
    await client.query(`SET lock_timeout = '${canWait ? '1s' : '200ms'}'`)
    const how = isPending ? 'FINALIZE' : canWait ? 'CONCURRENTLY' : ''
    await client.query(`ALTER TABLE ${table} DETACH PARTITION ${name} ${how}`)
  } finally {
    await client.query('RESET lock_timeout').then(
      () => client.release(),
      (err) => client.release(err),
    )
  }
}

async function dropDetached({ pool, tables, log }: ExpiryOptions): Promise<string[]> {
  const all = tables.flatMap((table) => [table, ...rolledTiers.map((tier) => tableOf(table, tier))])
  return inTransaction(pool, async (client) => {
    await client.query(takePartitionsTurn)
    await client.query("SET LOCAL lock_timeout = '1s'")
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM unnest($1::text[]) AS t(name)
        JOIN pg_class parent ON parent.oid = to_regclass(t.name)
        JOIN pg_class c ON c.relnamespace = parent.relnamespace AND c.relkind = 'r' AND NOT c.relispartition
          AND c.relname ~ ('^' || t.name || '_[0-9]{6,8}$')`,
      [all],
    )
    const names = rows.map((row) => row.name)
    if (names.length > 0) {
      await client.query(`DROP TABLE ${names.join(', ')}`)
      log.info({ partitions: names }, 'expired partitions were dropped')
    }
    return names
  })
}
