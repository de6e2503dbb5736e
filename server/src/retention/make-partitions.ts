import type { PrismaClient } from '../platform/database/index.ts'

const dayMs = 86_400_000
/**
 * Makes the daily partitions of `table` that hold `timesMs` (milliseconds since the epoch). Those that exist are left.
 * `ATTACH` takes a weak lock, so inserts and long reads go on meanwhile.
 */
export async function makePartitions(prisma: PrismaClient, table: string, timesMs: Iterable<number>): Promise<void> {
  const days = new Set([...timesMs].map((timeMs) => Math.floor(timeMs / dayMs)))
  const existing = await listPartitions(prisma, table)
  for (const day of days) {
    const name = `${table}_${dateOf(day).replaceAll('-', '')}`
    if (!existing.has(name)) await makePartition(prisma, table, name, dateOf(day), dateOf(day + 1))
  }
}

async function listPartitions(prisma: PrismaClient, table: string): Promise<Set<string>> {
  const rows = await prisma.$queryRawUnsafe<{ name: string }[]>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = to_regclass($1)',
    table,
  )
  return new Set(rows.map((row) => row.name))
}

async function makePartition(
  prisma: PrismaClient,
  table: string,
  name: string,
  from: string,
  to: string,
): Promise<void> {
  await prisma.$transaction([
    // Two servers on one database take turns; the second finds it made.
    prisma.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtext('home-zenith partitions'))"),
    prisma.$executeRawUnsafe("SET LOCAL lock_timeout = '5s'"),
    prisma.$executeRawUnsafe(`DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass('${name}')) THEN
        CREATE TABLE IF NOT EXISTS ${name} (LIKE ${table} INCLUDING ALL);
        ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}T00:00:00Z') TO ('${to}T00:00:00Z');
      END IF;
    END $$`),
  ])
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}
