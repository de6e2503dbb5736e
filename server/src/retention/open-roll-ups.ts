import { rolledTiers, tableOf } from '../metrics/tiers.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { RolledTable } from './roll-up-statement.ts'

/**
 * Enters the watermarks of every host that has none, of metric tables that nothing is rolled up of yet. Committed before
 * anything is recorded or rolled up behind them: there is then always a row to lock.
 */
export async function openRollUps(prisma: PrismaClient, tables: readonly Pick<RolledTable, 'name'>[]): Promise<void> {
  const finest = tables.map(({ name }) => tableOf(name, rolledTiers[0]))
  await prisma.$executeRawUnsafe(
    `INSERT INTO roll_ups (host_id, table_name, watermark)
      SELECT id, table_name, 'epoch' FROM hosts CROSS JOIN unnest($1::text[]) AS t(table_name)
      ON CONFLICT DO NOTHING`,
    finest,
  )
}
