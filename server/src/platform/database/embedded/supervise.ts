import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { clearWay } from './clear-way.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { Cluster } from './initialise-cluster.ts'
import { DataInUseError, type Postmaster, runPostmaster } from './run-postmaster.ts'

const FIRST_DELAY_MS = 500
const LAST_DELAY_MS = 30_000
/** Who ran this long is restarted at once again, not as the next of a series. */
const STABLE_MS = 60_000
/** 15 seconds in all for an earlier postmaster's backends to end. */
const ATTEMPTS_AT_START = 5

export interface Supervised {
  pid(): number | null
  stop(): Promise<void>
}

/**
 * Starts the database and starts it again whenever it ends, until it is stopped.
 * @throws EmbeddedPostgresError when the first start fails: then there is something to mend, and nothing to wait for
 */
export async function supervise(cluster: Cluster, log: Logger): Promise<Supervised> {
  const stopping = new AbortController()
  let running: Postmaster | null = await startFirst(cluster, log)
  let starting: Postmaster | null = null

  const keepRunning = async (): Promise<void> => {
    let failures = 0
    for (;;) {
      if (running) {
        const since = performance.now()
        const reason = await running.ended
        running = null
        if (stopping.signal.aborted) return
        if (performance.now() - since > STABLE_MS) failures = 0
        log.error({ reason }, 'the database ended unexpectedly')
      }
      const delayMs = delayAfter(failures++)
      log.info({ delayMs }, 'the database is started again after a pause')
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      try {
        await clearWay(cluster, log)
        starting = await runPostmaster(cluster, log)
        // A stop in the meantime had no postmaster yet to end.
        if (stopping.signal.aborted) await starting.stop()
        await starting.ready
        running = starting
        log.info({ postgresPid: running.pid }, 'the database runs again')
      } catch (err) {
        if (stopping.signal.aborted) return
        log.error({ err }, 'the database could not be started again')
      } finally {
        starting = null
      }
    }
  }
  const kept = keepRunning()

  return {
    pid: () => running?.pid ?? null,
    async stop() {
      stopping.abort()
      await (running ?? starting)?.stop()
      await kept
    },
  }
}

async function startFirst(cluster: Cluster, log: Logger): Promise<Postmaster> {
  for (let failures = 0; ; failures++) {
    await clearWay(cluster, log)
    const postmaster = await runPostmaster(cluster, log)
    try {
      await postmaster.ready
      return postmaster
    } catch (err) {
      if (!(err instanceof DataInUseError)) throw err
      if (failures + 1 >= ATTEMPTS_AT_START) {
        throw new EmbeddedPostgresError(
          'already_running',
          `The data in ${cluster.dir} is still in use by another PostgreSQL: ${err.message}. Stop it first.`,
          { cause: err },
        )
      }
      log.warn({ reason: err.message }, 'the data is still in use by an earlier database; waiting for it to end')
    }
    await sleep(delayAfter(failures))
  }
}

function delayAfter(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** failures, LAST_DELAY_MS)
}
