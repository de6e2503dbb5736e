import { schedule } from 'node-cron'
import type { PrismaClient } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { makePartitions } from './make-partitions.ts'

export interface UpkeepOptions {
  prisma: PrismaClient
  /** The partitioned tables. */
  tables: readonly string[]
  /** What others want done once a day. */
  jobs: readonly (() => Promise<void>)[]
  log: Logger
}

// Today and three days more: a server whose daily job fails for a while still finds its partitions.
const daysAheadMs = [0, 1, 2, 3].map((days) => days * 86_400_000)

/** Makes the partitions of the coming days now, and once a day does that and the other jobs. @returns what stops it */
export async function startUpkeep({ prisma, tables, jobs, log }: UpkeepOptions): Promise<() => void> {
  const makeAhead = async () => {
    const timesMs = daysAheadMs.map((aheadMs) => Date.now() + aheadMs)
    for (const table of tables) await makePartitions(prisma, table, timesMs)
  }
  await makeAhead()
  const task = schedule(
    '17 3 * * *',
    async () => {
      for (const job of [makeAhead, ...jobs]) {
        await job().catch((err) => log.warn({ err }, 'a daily job failed; it is tried again tomorrow'))
      }
    },
    { timezone: 'UTC' },
  )
  return () => void task.destroy()
}
