import { DatabaseError, type Pool } from 'pg'
import type { Family, MetricTable } from '../metrics/family.ts'
import { inTransaction, sqlStateOf } from '../platform/database/index.ts'
import type { SeriesNames } from './series-names.ts'

/** Where samples go. */
export interface Target {
  pool: Pool
  hostId: number
  names: SeriesNames
}

export interface FamilySample {
  family: Family
  sample: { timestamp: string }
}

/** A sample that has no rows: it is of a shape that its family does not know. */
export class UnknownShapeError extends Error {
  override name = 'UnknownShapeError'
}

/** A sample whose partition is on its way out, behind a long read: it can be made anew once it is gone. */
export class PartitionLeavingError extends Error {
  override name = 'PartitionLeavingError'
}

/** What has to be done about the tables while samples are inserted. */
export interface TableKeeping {
  /** Makes the partitions of a table that hold these times, in milliseconds since the epoch. */
  makePartitions(table: string, timesMs: readonly number[]): Promise<void>
  /** Goes into the transaction that inserts samples of these times into these tables: some may be late. */
  noteLate(hostId: number, timesMs: ReadonlyMap<string, readonly number[]>): { text: string; values: unknown[] }
}

const checkViolation = '23514'

/**
 * Stores the samples of any families, whatever part of them is there already; the names of their series are entered before.
 *
 * @throws PartitionLeavingError
 *
 * One prepared statement for all, past Prisma, with an array a column: of 500 rows `createMany` takes 120 ms of CPU, this 1.35.
 */
export async function insertSamples(
  { pool, hostId, names }: Target,
  entries: readonly FamilySample[],
  { makePartitions, noteLate }: TableKeeping,
): Promise<void> {
  const families = [...new Set(entries.map(({ family }) => family))].sort((a, b) => a.name.localeCompare(b.name))
  const samplesOf = (family: Family) => entries.filter((entry) => entry.family === family).map(({ sample }) => sample)
  const values: unknown[] = [hostId]
  for (const family of families) values.push(...(await arraysOf(family.table, samplesOf(family), names)))
  const timesMs = new Map(
    families.map((family) => [family.table.name, samplesOf(family).map(({ timestamp }) => Date.parse(timestamp))]),
  )
  const insert = { ...insertionOf(families), values }
  const late = noteLate(hostId, timesMs)
  const store = () =>
    inTransaction(pool, async (client) => {
      // First: what is about to be dropped is then not inserted into, and a roll-up waits for the samples.
      await client.query({ name: 'note late', ...late })
      await client.query(insert)
    })
  try {
    await store()
  } catch (error) {
    if (!isWithoutPartition(error)) throw error
    for (const [table, times] of timesMs) await makePartitions(table, times)
    await store().catch((cause) => {
      throw isWithoutPartition(cause) ? new PartitionLeavingError('its partition is being dropped', { cause }) : cause
    })
  }
}

// PostgreSQL has one SQLSTATE for this and for a check, which has a name.
function isWithoutPartition(error: unknown): boolean {
  return sqlStateOf(error) === checkViolation && error instanceof DatabaseError && error.constraint === undefined
}

const insertions = new Map<string, string>()

/** The statement for samples of these families: its text, of many columns, is made once. */
function insertionOf(families: readonly Family[]): { name: string; text: string } {
  const name = `insert ${families.map((family) => family.name).join(' ')}`
  const text = insertions.get(name) ?? insertText(families.map(({ table }) => table))
  insertions.set(name, text)
  return { name, text }
}

function insertText(tables: readonly MetricTable<never>[]): string {
  let parameter = 1
  const parts = tables.map((table) => {
    const columns = columnsOf(table)
    const arrays = columns.map(({ type }) => `$${++parameter}::${type}[]`)
    return `${table.name}_rows AS (
      INSERT INTO ${table.name} (host_id, ${columns.map(({ name }) => name).join(', ')})
        SELECT $1::int4, * FROM unnest(${arrays.join(', ')})
        ON CONFLICT DO NOTHING
    )`
  })
  return `WITH ${parts.join(', ')} SELECT 1`
}

function columnsOf({ series, columns }: MetricTable<never>): { name: string; type: string }[] {
  return [
    { name: 'timestamp', type: 'timestamptz' },
    ...(series ? [{ name: series.column, type: 'int4' }] : []),
    ...columns,
  ]
}

/** The values of `columnsOf`, an array each. */
async function arraysOf(
  table: MetricTable<{ timestamp: string }>,
  samples: readonly { timestamp: string }[],
  names: SeriesNames,
): Promise<string[]> {
  const rows = samples.flatMap((sample) => rowsOf(table, sample))
  return [
    rows.map(({ timestamp }) => timestamp),
    ...(table.series ? [await names.enter(table.series, rows)] : []),
    ...table.columns.map((_, index) => rows.map(({ values }) => values[index] ?? null)),
  ].map(arrayOf)
}

/** PostgreSQL's own text of an array. Numbers and times need no quotes, for which the driver would look at each of them. */
function arrayOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

function rowsOf(table: MetricTable<{ timestamp: string }>, sample: { timestamp: string }) {
  try {
    return table.rows(sample).map((row) => ({ timestamp: sample.timestamp, ...row }))
  } catch (cause) {
    throw new UnknownShapeError(`a sample of ${table.name} has another shape`, { cause })
  }
}
