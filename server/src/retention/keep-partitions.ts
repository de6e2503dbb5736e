import { schedule } from 'node-cron'
import type { PrismaClient } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { makePartitions } from './make-partitions.ts'

// Today and three days more: a server whose daily job fails for a while still finds its partitions.
const daysAheadMs = [0, 1, 2, 3].map((days) => days * 86_400_000)

/** Makes the partitions of the coming days now and once a day. @returns what stops it */
export async function keepPartitions(
  prisma: PrismaClient,
  tables: readonly string[],
  log: Logger,
): Promise<() => void> {
  const make = async () => {
    const nowMs = Date.now()
    for (const table of tables)
      await makePartitions(
        prisma,
        table,
        daysAheadMs.map((aheadMs) => nowMs + aheadMs),
      )
  }
  await make()
  const task = schedule(
    '17 3 * * *',
    () => make().catch((err) => log.warn({ err }, 'partitions could not be made ahead; they will be made on demand')),
    { timezone: 'UTC' },
  )
  return () => void task.destroy()
}
