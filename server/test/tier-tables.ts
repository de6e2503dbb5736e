import type { Column, MetricTable } from '../src/metrics/family.ts'
import { rolledTiers, tableOf } from '../src/metrics/tiers.ts'
import type { PrismaClient } from '../src/platform/database/index.ts'
import { createRoomsTables, roomsFamily } from './series-family.ts'

type TierTable = Pick<MetricTable<never>, 'name' | 'columns' | 'series'>

/** The tables of the rooms and of their tiers, with room for any time. */
export async function createRoomsHistory(prisma: PrismaClient): Promise<void> {
  await createRoomsTables(prisma)
  await createTierTables(prisma, roomsFamily)
  await prisma.$executeRawUnsafe(
    'CREATE TABLE rooms_metrics_all PARTITION OF rooms_metrics FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
  )
}

/** The tables of the tiers of a family that only tests have, as the migrations make those of the others. */
export async function createTierTables(prisma: PrismaClient, { table }: { table: TierTable }): Promise<void> {
  const series = table.series ? [table.series.column] : []
  const keys = ['host_id', ...series]
  for (const tier of rolledTiers) {
    await prisma.$executeRawUnsafe(`CREATE TABLE ${tableOf(table.name, tier)} (
      ${keys.map((key) => `${key} int NOT NULL`).join(', ')}, timestamp timestamptz(3) NOT NULL,
      ${table.columns.map(columnsOf).join(', ')}, sample_count smallint NOT NULL, PRIMARY KEY (${keys.join(', ')}, timestamp)
    ) PARTITION BY RANGE (timestamp)`)
  }
}

/** Fills them from all raw rows, each by itself and none from another: what reading them has to agree with. */
export async function fillTiers(prisma: PrismaClient, { table }: { table: TierTable }): Promise<void> {
  const key = ['host_id', ...(table.series ? [table.series.column] : [])].join(', ')
  const values = table.columns.map(({ name }) => `avg(${name}), min(${name}), max(${name}), count(${name})`)
  const targets = table.columns.map(({ name }) => `${name}, ${name}_min, ${name}_max, ${name}_count`)
  for (const tier of rolledTiers) {
    const bucket = `to_timestamp(floor(date_part('epoch', timestamp) / ${tier.stepSeconds}) * ${tier.stepSeconds})`
    const name = tableOf(table.name, tier)
    await prisma.$executeRawUnsafe(
      `CREATE TABLE ${name}_all PARTITION OF ${name} FOR VALUES FROM (MINVALUE) TO (MAXVALUE)`,
    )
    await prisma.$executeRawUnsafe(`INSERT INTO ${name} (${key}, timestamp, ${targets.join(', ')}, sample_count)
      SELECT ${key}, ${bucket} AS bucket, ${values.join(', ')}, count(*)
      FROM ${table.name} GROUP BY ${key}, bucket`)
  }
}

function columnsOf({ name, type }: Column): string {
  return `${name} float8, ${name}_min ${type}, ${name}_max ${type}, ${name}_count smallint NOT NULL`
}
