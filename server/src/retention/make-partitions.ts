import type { PrismaClient } from '../platform/database/index.ts'
import { type Partition, partitionOf } from './partition.ts'

/**
 * Makes the partitions of `table` that hold `timesMs` (milliseconds since the epoch). Those that exist are left.
 * `ATTACH` takes a weak lock, so inserts and long reads go on meanwhile.
 */
export async function makePartitions(prisma: PrismaClient, table: string, timesMs: Iterable<number>): Promise<void> {
  const wanted = new Map([...timesMs].map((timeMs) => partitionOf(table, timeMs)).map((one) => [one.name, one]))
  const existing = await listPartitions(prisma, table)
  for (const [name, partition] of wanted) {
    if (!existing.has(name)) await makePartition(prisma, table, partition)
  }
}

async function listPartitions(prisma: PrismaClient, table: string): Promise<Set<string>> {
  const rows = await prisma.$queryRawUnsafe<{ name: string }[]>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = to_regclass($1)',
    table,
  )
  return new Set(rows.map((row) => row.name))
}

async function makePartition(prisma: PrismaClient, table: string, { name, fromMs, toMs }: Partition): Promise<void> {
  const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString())
  await prisma.$transaction([
    prisma.$executeRawUnsafe(takePartitionsTurn),
    prisma.$executeRawUnsafe("SET LOCAL lock_timeout = '5s'"),
    prisma.$executeRawUnsafe(`DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass('${name}')) THEN
        CREATE TABLE IF NOT EXISTS ${name} (LIKE ${table} INCLUDING ALL);
        ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}');
      END IF;
    END $$`),
  ])
}

/** Two servers on one database take turns: the second finds a partition made, or dropped. */
export const takePartitionsTurn = "SELECT pg_advisory_xact_lock(hashtext('home-zenith partitions'))"
