import type { Family, MetricTable } from '../metrics/family.ts'
import { type PrismaClient, sqlStateOf } from '../platform/database/index.ts'
import type { SeriesNames } from './series-names.ts'

/** Where samples go. */
export interface Target {
  prisma: PrismaClient
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

/** What has to be done about the tables while samples are inserted. */
export interface TableKeeping {
  /** Makes the partitions of a table that hold these times, in milliseconds since the epoch. */
  makePartitions(table: string, timesMs: readonly number[]): Promise<void>
  /** Goes into the transaction that inserts samples of these times into these tables: some may be late. */
  noteLate(prisma: PrismaClient, hostId: number, timesMs: ReadonlyMap<string, readonly number[]>): Insert
}

/** What is ready to be inserted: run it in a transaction, as often as need be. */
type Insert = () => ReturnType<PrismaClient['$executeRawUnsafe']>

const noPartition = '23514'

/** Stores the samples of any families in one transaction, whatever part of them is there already. */
export async function insertSamples(
  target: Target,
  entries: readonly FamilySample[],
  { makePartitions, noteLate }: TableKeeping,
): Promise<void> {
  const families = [...new Set(entries.map(({ family }) => family))]
  const samplesOf = (family: Family) => entries.filter((entry) => entry.family === family).map(({ sample }) => sample)
  const inserts = await Promise.all(families.map((family) => prepareInsert(target, family, samplesOf(family))))
  const timesMs = new Map(
    families.map((family) => [family.table.name, samplesOf(family).map(({ timestamp }) => Date.parse(timestamp))]),
  )
  // First: what is about to be dropped is then not inserted into, and a roll-up waits for the samples.
  const statements = [noteLate(target.prisma, target.hostId, timesMs), ...inserts]
  const store = () => target.prisma.$transaction(statements.map((statement) => statement()))
  try {
    await store()
  } catch (error) {
    if (sqlStateOf(error) !== noPartition) throw error
    for (const [table, times] of timesMs) await makePartitions(table, times)
    await store()
  }
}

/**
 * The insert of the samples of one family; the names of their series are entered at once.
 *
 * One statement with an array a column: 500 rows take 1.35 ms of CPU this way, 120 ms by Prisma's `createMany`.
 */
async function prepareInsert(
  { prisma, hostId, names }: Target,
  { table }: Family,
  samples: readonly { timestamp: string }[],
): Promise<Insert> {
  const rows = samples.flatMap((sample) => rowsOf(table, sample))
  const ids = table.series ? [await names.enter(table.series, rows)] : []
  const columns = table.columns.map((_, index) => rows.map((row) => row.values[index] ?? null))
  const timestamps = rows.map((row) => row.timestamp)
  const arrays = [timestamps, ...ids, ...columns].map(arrayOf)
  return () => prisma.$executeRawUnsafe(insertStatement(table), hostId, ...arrays)
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

function insertStatement({ name, columns, series }: MetricTable<never>): string {
  const key = series ? [{ name: series.column, type: 'int4' }] : []
  const written = [...key, ...columns]
  const arrays = written.map((column, index) => `$${index + 3}::${column.type}[]`)
  return `INSERT INTO ${name} (host_id, timestamp, ${written.map((column) => column.name).join(', ')})
    SELECT $1::int4, * FROM unnest($2::timestamptz[], ${arrays.join(', ')})
    ON CONFLICT DO NOTHING`
}
