import type { Family, MetricTable } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { SeriesNames } from './series-names.ts'

/** What is ready to be inserted: run it in a transaction, as often as need be. */
export type Insert = () => ReturnType<PrismaClient['$executeRawUnsafe']>

/**
 * The insert of the samples of one family for one host, whatever part of them is there already; the names of their
 * series are entered at once.
 *
 * One statement with an array a column: 500 rows take 1.35 ms of CPU this way, 120 ms by Prisma's `createMany`.
 */
export async function prepareInsert<Sample extends { timestamp: string }>(
  prisma: PrismaClient,
  { table }: Family<Sample>,
  hostId: number,
  names: SeriesNames,
  samples: readonly Sample[],
): Promise<Insert> {
  const rows = samples.flatMap((sample) => table.rows(sample).map((row) => ({ timestamp: sample.timestamp, ...row })))
  const ids = table.series ? [await names.enter(table.series, rows)] : []
  const columns = table.columns.map((_, index) => rows.map((row) => row.values[index] ?? null))
  const timestamps = rows.map((row) => row.timestamp)
  return () => prisma.$executeRawUnsafe(insertStatement(table), hostId, timestamps, ...ids, ...columns)
}

function insertStatement({ name, columns, series }: MetricTable<never>): string {
  const key = series ? [{ name: series.column, type: 'int4' }] : []
  const written = [...key, ...columns]
  const arrays = written.map((column, index) => `$${index + 3}::${column.type}[]`)
  return `INSERT INTO ${name} (host_id, timestamp, ${written.map((column) => column.name).join(', ')})
    SELECT $1::int4, * FROM unnest($2::timestamptz[], ${arrays.join(', ')})
    ON CONFLICT DO NOTHING`
}
