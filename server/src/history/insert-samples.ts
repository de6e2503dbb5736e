import type { Family, MetricTable } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'

/**
 * Inserts the samples of one family for one host, whatever part of them is there already.
 *
 * One statement with an array a column: 500 rows take 1.35 ms of CPU this way, 120 ms by Prisma's `createMany`.
 */
export function insertSamples<Sample extends { timestamp: string }>(
  prisma: PrismaClient,
  family: Family<Sample>,
  hostId: number,
  samples: readonly Sample[],
) {
  const rows = samples.flatMap((sample) =>
    family.table.rows(sample).map((values) => ({ timestamp: sample.timestamp, values })),
  )
  const columns = family.table.columns.map((_, index) => rows.map((row) => row.values[index] ?? null))
  const timestamps = rows.map((row) => row.timestamp)
  return prisma.$executeRawUnsafe(insertStatement(family.table), hostId, timestamps, ...columns)
}

function insertStatement({ name, columns }: MetricTable<never>): string {
  const names = columns.map((column) => column.name)
  const arrays = columns.map((column, index) => `$${index + 3}::${column.type}[]`)
  return `INSERT INTO ${name} (host_id, timestamp, ${names.join(', ')})
    SELECT $1::int4, * FROM unnest($2::timestamptz[], ${arrays.join(', ')})
    ON CONFLICT DO NOTHING`
}
