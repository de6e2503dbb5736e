import type { Column, Family } from '../src/metrics/family.ts'
import { rolledTiers, tableOf } from '../src/metrics/tiers.ts'
import type { PrismaClient } from '../src/platform/database/index.ts'
import { createRoomsTables, roomsFamily } from './series-family.ts'

/** The tables of the rooms and of their tiers, with room for any time. */
export async function createRoomsHistory(prisma: PrismaClient): Promise<void> {
  await createRoomsTables(prisma)
  await createTierTables(prisma, roomsFamily as Family)
  await prisma.$executeRawUnsafe(
    'CREATE TABLE rooms_metrics_all PARTITION OF rooms_metrics FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
  )
}

/** The tables of the tiers of a family that only tests have. */
export async function createTierTables(prisma: PrismaClient, { table }: Family): Promise<void> {
  const series = table.series ? `${table.series.column} int NOT NULL,` : ''
  for (const tier of rolledTiers) {
    await prisma.$executeRawUnsafe(`CREATE TABLE ${tableOf(table.name, tier)} (
      host_id int NOT NULL, ${series} timestamp timestamptz(3) NOT NULL, ${table.columns.map(columnsOf).join(', ')}, sample_count smallint NOT NULL
    )`)
  }
}

/** Fills them from all raw rows, each by itself and none from another: what reading them has to agree with. */
export async function fillTiers(prisma: PrismaClient, { table }: Family): Promise<void> {
  const key = ['host_id', ...(table.series ? [table.series.column] : [])].join(', ')
  const values = table.columns.map(({ name }) => `avg(${name}), min(${name}), max(${name}), count(${name})`)
  const targets = table.columns.map(({ name }) => `${name}, ${name}_min, ${name}_max, ${name}_count`)
  for (const tier of rolledTiers) {
    const bucket = `to_timestamp(floor(date_part('epoch', timestamp) / ${tier.stepSeconds}) * ${tier.stepSeconds})`
    await prisma.$executeRawUnsafe(`INSERT INTO ${tableOf(table.name, tier)} (${key}, timestamp, ${targets.join(', ')}, sample_count)
      SELECT ${key}, ${bucket} AS bucket, ${values.join(', ')}, count(*)
      FROM ${table.name} GROUP BY ${key}, bucket`)
  }
}

function columnsOf({ name, type }: Column): string {
  return `${name} float8, ${name}_min ${type}, ${name}_max ${type}, ${name}_count smallint NOT NULL`
}
