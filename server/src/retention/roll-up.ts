import type { Pool, PoolClient } from 'pg'
import { rolledTiers, tableOf } from '../metrics/tiers.ts'
import { inTransaction, sqlStateOf } from '../platform/database/index.ts'
import { type RolledTable, rollUpStatement } from './roll-up-statement.ts'

export interface RollUpOptions {
  pool: Pool
  tables: readonly RolledTable[]
  /** Makes the partitions of a table that hold these times, in milliseconds since the epoch. */
  makePartitions(table: string, timesMs: readonly number[]): Promise<void>
  /** Ends it after the transaction under way. */
  signal?: AbortSignal
  /** Leaves the tiers above the finest for the next full five minutes: their open buckets are then behind by so much. */
  sparing?: boolean
}

interface Range {
  fromMs: number
  toMs: number
}

interface Step {
  /** Rows written, of all tiers. */
  written: number
  isDone: boolean
}

const [finest] = rolledTiers
const stepMs = finest.stepSeconds * 1000
// What a transaction rolls up at the most: who records waits for it no longer than that takes.
const hourMs = 3_600_000
// A part of every coarser bucket.
const sparedMs = 300_000
const noPartition = '23514'
// What a crash loses of it is rolled up again: not worth a flush of the log, which the next batch of samples brings anyway.
const settings = 'SET LOCAL synchronous_commit = off'

/**
 * Rolls up every tier of every host to the minute of `nowMs`, the open buckets included. A minute that another server has
 * rolled up already is left. What a stop has left behind is done in steps of an hour, each a transaction of its own.
 * @returns the rows written
 * @throws what the first table that failed has met, after all others are done
 */
export async function rollUp(options: RollUpOptions, nowMs: number): Promise<number> {
  const targetMs = floor(nowMs, stepMs)
  let written = 0
  // Should it fail, the tables tell why, each by itself.
  const together = await rollUpTogether(options, targetMs).catch(() => undefined)
  if (together !== undefined) return together
  const failures: unknown[] = []
  for (const table of options.tables) {
    try {
      for (let step: Step | undefined; !step?.isDone && !options.signal?.aborted; ) {
        step = await withPartitions(options, table, (client, attempt) =>
          rollUpStep(client, table, targetMs, attempt, options.sparing),
        )
        written += step.written
      }
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return written
}

/**
 * The usual minute, of all tables in one transaction: most of what it costs is the way there and back of each statement.
 * @returns the rows written; undefined when one of the tables needs more than that
 */
function rollUpTogether({ pool, tables, sparing }: RollUpOptions, targetMs: number): Promise<number | undefined> {
  return inTransaction(
    pool,
    async (client) => {
      const marks = await lockMarks(client, tables)
      const fromMs = marks[0]?.watermarkMs ?? targetMs
      const isUsual = targetMs - fromMs >= 0 && targetMs - fromMs <= hourMs
      if (!isUsual || marks.some((mark) => mark.hasRedo || mark.watermarkMs !== fromMs)) return undefined
      if (fromMs === targetMs) return 0
      const hostIds = [...new Set(marks.map(({ hostId }) => hostId))]
      const tiers = isSpared(sparing, fromMs, targetMs) ? [finest] : rolledTiers
      let written = 0
      for (const table of tables)
        written += await rollUpRange(client, table, hostIds, { fromMs, toMs: targetMs + stepMs }, tiers)
      await moveMarks(client, tables, hostIds, targetMs)
      return written
    },
    settings,
  )
}

function isSpared(sparing: boolean | undefined, fromMs: number, toMs: number): boolean {
  return sparing === true && floor(fromMs, sparedMs) === floor(toMs, sparedMs)
}

/**
 * Rolls up everything from `fromMs` on anew, out of what finer rows there are.
 * @returns the rows written
 */
export async function rebuild(options: RollUpOptions, fromMs: number, nowMs: number): Promise<number> {
  let written = 0
  for (const table of options.tables) {
    const toMs = floor(nowMs, stepMs) + stepMs
    const firstMs = Math.max(fromMs, (await firstRowMs(options.pool, table)) ?? toMs)
    for (let hour = floor(firstMs, hourMs); hour < toMs && !options.signal?.aborted; hour += hourMs) {
      written += await withPartitions(options, table, async (client, attempt) => {
        const hostIds = (await lockMarks(client, [table])).map(({ hostId }) => hostId)
        return rollUpRange(client, table, hostIds, attempt({ fromMs: hour, toMs: Math.min(hour + hourMs, toMs) }))
      })
    }
  }
  return written
}

/** Partitions are made ahead; one that is missing all the same is made, and the transaction done again. */
async function withPartitions<Result>(
  { pool, makePartitions }: RollUpOptions,
  table: RolledTable,
  work: (client: PoolClient, attempt: (range: Range) => Range) => Promise<Result>,
): Promise<Result> {
  let attempted: Range | undefined
  const attempt = (range: Range) => (attempted = range)
  const run = () => inTransaction(pool, (client) => work(client, attempt), settings)
  for (let redos = 0; ; redos += 1) {
    try {
      return await run()
    } catch (error) {
      // Once for what a late sample's hour needs, once for the present.
      if (sqlStateOf(error) !== noPartition || !attempted || redos === 2) throw error
      for (const tier of rolledTiers)
        await makePartitions(tableOf(table.name, tier), [attempted.fromMs, attempted.toMs - 1])
    }
  }
}

async function rollUpStep(
  client: PoolClient,
  table: RolledTable,
  targetMs: number,
  attempt: (range: Range) => Range,
  sparing?: boolean,
): Promise<Step> {
  const marks = await lockMarks(client, [table])
  let written = 0
  const redo = marks.some(({ hasRedo }) => hasRedo) ? await takeRedo(client, table) : undefined
  if (redo) written += await rollUpRange(client, table, redo.hostIds, attempt(redo))

  // A clock that was ahead has left its watermark there: what is behind it was noted, and the present goes on.
  const ahead = marks.filter(({ watermarkMs }) => watermarkMs > targetMs).map(({ hostId }) => hostId)
  if (ahead.length > 0) await moveMarks(client, [table], ahead, targetMs)

  const leastMs = Math.min(...marks.map(({ watermarkMs }) => watermarkMs))
  const hostIds = marks.filter(({ watermarkMs }) => watermarkMs === leastMs).map(({ hostId }) => hostId)
  if (leastMs < targetMs) {
    // What was spared before a stop is looked for as well.
    const sparedFromMs = floor(leastMs, sparedMs)
    const fromMs =
      targetMs - leastMs > hourMs ? await nextRowMs(client, table, hostIds, sparedFromMs, targetMs) : leastMs
    const endMs = Math.min(floor(fromMs, hourMs) + hourMs, targetMs)
    const range = { fromMs, toMs: endMs === targetMs ? endMs + stepMs : endMs }
    const tiers = isSpared(sparing, leastMs, endMs) ? [finest] : rolledTiers
    written += await rollUpRange(client, table, hostIds, attempt(range), tiers)
    await moveMarks(client, [table], hostIds, endMs)
    if (endMs < targetMs) return { written, isDone: false }
  }
  return {
    written,
    isDone: !redo && marks.every(({ watermarkMs }) => watermarkMs === leastMs || watermarkMs >= targetMs),
  }
}

interface Mark {
  hostId: number
  watermarkMs: number
  hasRedo: boolean
}

/** Nobody else rolls up these tables, and no late sample of them is recorded, until the transaction ends. */
async function lockMarks(client: PoolClient, tables: readonly RolledTable[]): Promise<Mark[]> {
  const { rows } = await client.query<{ host_id: number; watermark: number; has_redo: boolean }>({
    name: 'lock marks',
    text: `SELECT host_id, date_part('epoch', watermark) AS watermark,
      EXISTS (SELECT FROM roll_up_redo AS redo WHERE redo.table_name = roll_ups.table_name) AS has_redo
      FROM roll_ups WHERE table_name = ANY($1::text[]) ORDER BY table_name, host_id FOR UPDATE`,
    values: [tables.map(({ name }) => tableOf(name, finest))],
  })
  return rows.map((row) => ({ hostId: row.host_id, watermarkMs: row.watermark * 1000, hasRedo: row.has_redo }))
}

async function moveMarks(
  client: PoolClient,
  tables: readonly RolledTable[],
  hostIds: number[],
  toMs: number,
): Promise<void> {
  await client.query({
    name: 'move marks',
    text: 'UPDATE roll_ups SET watermark = $3 WHERE table_name = ANY($1::text[]) AND host_id = ANY($2::int4[])',
    values: [tables.map(({ name }) => tableOf(name, finest)), hostIds, new Date(toMs).toISOString()],
  })
}

/** What late samples have opened again, an hour of it. */
async function takeRedo(
  client: PoolClient,
  { name }: RolledTable,
): Promise<(Range & { hostIds: number[] }) | undefined> {
  const { rows } = await client.query<{ host_id: number; bucket: Date }>(
    `DELETE FROM roll_up_redo USING (
        SELECT to_timestamp(floor(date_part('epoch', min(bucket)) / 3600) * 3600) AS hour FROM roll_up_redo WHERE table_name = $1
      ) AS first
      WHERE table_name = $1 AND bucket >= hour AND bucket < hour + interval '1 hour'
      RETURNING host_id, bucket`,
    [tableOf(name, finest)],
  )
  if (rows.length === 0) return undefined
  const timesMs = rows.map(({ bucket }) => bucket.getTime())
  const hostIds = [...new Set(rows.map((row) => row.host_id))]
  return { hostIds, fromMs: Math.min(...timesMs), toMs: Math.max(...timesMs) + stepMs }
}

async function rollUpRange(
  client: PoolClient,
  table: RolledTable,
  hostIds: readonly number[],
  { fromMs, toMs }: Range,
  tiers: readonly (typeof rolledTiers)[number][] = rolledTiers,
): Promise<number> {
  let written = 0
  for (const tier of tiers) {
    const tierMs = tier.stepSeconds * 1000
    const { rowCount } = await client.query({
      name: `roll up ${tableOf(table.name, tier)}`,
      text: rollUpStatement(table, tier),
      values: [hostIds, new Date(floor(fromMs, tierMs)).toISOString(), new Date(-floor(-toMs, tierMs)).toISOString()],
    })
    written += rowCount ?? 0
  }
  return written
}

/** The minute of the first sample from `fromMs` on, or `toMs`. */
async function nextRowMs(
  client: PoolClient,
  { name }: RolledTable,
  hostIds: readonly number[],
  fromMs: number,
  toMs: number,
): Promise<number> {
  const { rows } = await client.query<{ first: Date | null }>(
    `SELECT min(timestamp) AS first FROM ${name}
      WHERE host_id = ANY($1::int4[]) AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz`,
    [hostIds, new Date(fromMs).toISOString(), new Date(toMs).toISOString()],
  )
  return floor(rows[0]?.first?.getTime() ?? toMs, stepMs)
}

/** When the first row of those that something can be rolled up from was. */
async function firstRowMs(pool: Pool, { name }: RolledTable): Promise<number | undefined> {
  const sources = [name, ...rolledTiers.slice(0, -1).map((tier) => tableOf(name, tier))]
  const { rows } = await pool.query<{ first: Date | null }>(
    `SELECT least(${sources.map((source) => `(SELECT min(timestamp) FROM ${source})`).join(', ')}) AS first`,
  )
  return rows[0]?.first?.getTime()
}

function floor(timeMs: number, unitMs: number): number {
  return Math.floor(timeMs / unitMs) * unitMs
}
