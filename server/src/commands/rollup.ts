import { join } from 'node:path'
import { momentSchema, momentToMs } from '@home-zenith/contract'
import type { Config } from '../config.ts'
import { Spool } from '../history/index.ts'
import { families } from '../metrics/families.ts'
import { type Database, openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { expire, makePartitions, openRollUps, rebuild, rollUp } from '../retention/index.ts'
import { CommandError } from './command-error.ts'
import { withCommandDatabase } from './open-command-database.ts'

/** `zenith rollup`: brings the tiers up to date and drops what has expired; with `from` it rebuilds them first. */
export async function rollUpCommand(config: Config, from: string | undefined): Promise<void> {
  const nowMs = Date.now()
  const fromMs = from === undefined ? undefined : momentOf(from, nowMs)
  await withCommandDatabase(config, async (connection) => {
    const database = openDatabase(connection, createLogger('silent'))
    try {
      await bringUpToDate(database, config, nowMs, fromMs)
    } finally {
      await database.close()
    }
  })
}

async function bringUpToDate(
  { prisma, pool }: Database,
  config: Config,
  nowMs: number,
  fromMs?: number,
): Promise<void> {
  const tables = families.map((family) => family.table)
  const options = {
    pool,
    tables,
    makePartitions: (table: string, timesMs: readonly number[]) => makePartitions(prisma, table, timesMs),
  }
  await openRollUps(prisma, tables)
  if (fromMs !== undefined) {
    const rebuilt = await rebuild(options, fromMs, nowMs)
    say(`Rebuilt from ${new Date(fromMs).toISOString()} on: ${rebuilt} buckets written.`)
  }
  say(`Rolled up: ${await rollUp(options, nowMs)} buckets written.`)
  const spool = await Spool.open({ folder: join(config.DATA_DIR, 'spool'), log: createLogger('silent') })
  const dropped = await expire(
    {
      pool,
      tables: tables.map(({ name }) => name),
      hourlyDays: config.RETENTION_HOURLY_DAYS,
      samplesWait: !spool.isEmpty,
      log: createLogger('silent'),
    },
    nowMs,
  )
  const nothing = spool.isEmpty ? 'Nothing has expired.' : 'Nothing is dropped while samples wait on disk to be stored.'
  say(dropped.length === 0 ? nothing : `Expired and dropped: ${dropped.join(', ')}.`)
}

function momentOf(text: string, nowMs: number): number {
  const moment = momentSchema.safeParse(text)
  if (!moment.success)
    throw new CommandError(`--from holds ${JSON.stringify(text)}; it takes ${moment.error.issues[0]?.message}`)
  const fromMs = momentToMs(moment.data, nowMs)
  if (fromMs < 0 || fromMs > nowMs) throw new CommandError(`--from ${text} is not between 1970 and now`)
  return fromMs
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
