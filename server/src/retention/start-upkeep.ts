import { schedule } from 'node-cron'
import type { Pool } from 'pg'
import { rolledTiers, tableOf } from '../metrics/tiers.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { expire } from './expire.ts'
import { forgetSeries } from './forget-series.ts'
import { makePartitions } from './make-partitions.ts'
import { rollUp } from './roll-up.ts'
import type { RolledTable } from './roll-up-statement.ts'

export interface UpkeepOptions {
  prisma: PrismaClient
  pool: Pool
  tables: readonly RolledTable[]
  /** How long the coarsest tier is kept; undefined: for ever. */
  hourlyDays?: number | undefined
  /** Milliseconds on a clock that no time setting moves. */
  monotonicMs(): number
  /** Stores the samples taken so far, before they are rolled up. */
  settle(): Promise<void>
  /** Whether some of them wait to be stored all the same. */
  samplesWait(): boolean
  /** What others want done once a day. */
  jobs: readonly (() => Promise<void>)[]
  log: Logger
}

// Today and three days more: a server whose daily job fails for a while still finds its partitions.
const daysAheadMs = [0, 1, 2, 3].map((days) => days * 86_400_000)
const clockCheckMs = 5000
const minuteEndsMs = 3000
// A Raspberry Pi does not know the time when it starts: nothing is dropped on the word of a clock that was just set.
const steadyMs = 600_000

/**
 * Makes the partitions of the coming days now, and once a day does that and the other jobs; rolls up what a stop has left behind
 * and then each minute; every ten minutes drops what has expired.
 * @returns what stops it, and waits for what is under way
 */
export async function startUpkeep(options: UpkeepOptions): Promise<() => Promise<void>> {
  const { prisma, pool, tables, hourlyDays, monotonicMs, settle, samplesWait, jobs, log } = options
  const names = tables.map(({ name }) => name)
  const ending = new AbortController()

  const makeAhead = async () => {
    const timesMs = daysAheadMs.map((aheadMs) => Date.now() + aheadMs)
    for (const table of names.flatMap((name) => [name, ...rolledTiers.map((tier) => tableOf(name, tier))]))
      await makePartitions(prisma, table, timesMs)
  }
  await makeAhead()

  let steadySinceMs = monotonicMs()
  const isSteady = () => monotonicMs() - steadySinceMs >= steadyMs
  let failing = false
  const rollUpNow = async () => {
    try {
      const makeThem = (table: string, timesMs: readonly number[]) => makePartitions(prisma, table, timesMs)
      await rollUp({ pool, tables, makePartitions: makeThem, signal: ending.signal, sparing: true }, Date.now())
      if (new Date().getUTCMinutes() % 10 === 0 && isSteady()) {
        await expire({ pool, tables: names, hourlyDays, samplesWait: samplesWait(), log }, Date.now())
      }
      failing = false
    } catch (err) {
      log[failing ? 'debug' : 'warn']({ err }, 'the history could not be rolled up; it is tried again each minute')
      failing = true
    }
  }
  let underWay: Promise<void> = Promise.resolve()
  let isBusy = false
  const run = (work: () => Promise<void>) => {
    if (isBusy || ending.signal.aborted) return
    isBusy = true
    underWay = work().finally(() => (isBusy = false))
  }
  run(rollUpNow)

  const daily = async () => {
    const forget = async () => {
      for (const table of tables) await forgetSeries(pool, table, Date.now())
    }
    for (const job of [makeAhead, forget, ...jobs]) {
      await job().catch((err) => log.warn({ err }, 'a daily job failed; it is tried again tomorrow'))
    }
  }
  const plan = () => schedule('17 3 * * *', daily, { timezone: 'UTC', suppressMissedWarning: true })
  let task = plan()
  // After the ticks of the full minute, whose samples close the minute before.
  const minuteOf = (nowMs: number) => Math.floor((nowMs - minuteEndsMs) / 60_000)
  let minute = minuteOf(Date.now())
  // node-cron plans on the wall clock: set back by an hour, it would sleep for an hour. Set ahead by a year, it walks through all that
  // it has missed, which takes 90 µs each: so not the minutes.
  let offsetMs = Date.now() - monotonicMs()
  const checkClock = () => {
    const nowMs = Date.now()
    const nowOffsetMs = nowMs - monotonicMs()
    if (Math.abs(nowOffsetMs - offsetMs) > 1000) {
      void task.destroy()
      task = plan()
      steadySinceMs = monotonicMs()
    }
    offsetMs = nowOffsetMs
    if (minuteOf(nowMs) === minute) return
    minute = minuteOf(nowMs)
    run(() => settle().then(rollUpNow))
  }
  let timer: NodeJS.Timeout
  // At the ticks: each time that a processor wakes for itself costs as much as it does then.
  function waitForTick() {
    timer = setTimeout(
      () => {
        checkClock()
        waitForTick()
      },
      clockCheckMs - (Date.now() % clockCheckMs),
    )
  }
  waitForTick()

  return async () => {
    ending.abort()
    clearTimeout(timer)
    void task.destroy()
    await underWay
  }
}
