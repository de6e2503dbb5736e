import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { markOf, PID_FILE } from './clear-way.ts'
import { EmbeddedPostgresError, errnoOf, noSpaceError } from './embedded-postgres-error.ts'
import type { Cluster } from './initialise-cluster.ts'
import { forwardLog } from './log-lines.ts'
import { DATA_FOLDER, explainSpawnError, spawnProgram } from './run-program.ts'
import { postgresArguments } from './settings.ts'

/** A postmaster from its spawn to its end. */
export interface Postmaster {
  pid: number
  /** Resolves when it takes connections, rejects when it ended before that. */
  ready: Promise<void>
  /** Resolves at its end with what is known of the reason. */
  ended: Promise<string>
  /** Ends it: cleanly, or by force when that takes too long. */
  stop(): Promise<void>
}

/** The data is still in use by what is left of an earlier postmaster; it will be free in a moment. */
export class DataInUseError extends Error {
  override name = 'DataInUseError'
}

// Of SQLSTATE F0001, lock_file_exists: raised for the pid file, and for shared memory that backends are still attached to.
const LOCK_FILE_EXISTS = 'F0001'

const STOP_LIMIT_MS = 30_000
const QUIT_LIMIT_MS = 10_000

/**
 * @throws EmbeddedPostgresError when the program cannot be run at all; what comes later rejects `ready`
 */
export async function runPostmaster(cluster: Cluster, log: Logger): Promise<Postmaster> {
  const file = join(cluster.binaries, 'bin', 'postgres')
  const args = ['-D', DATA_FOLDER, ...postgresArguments(cluster.major, markOf(cluster.dir))]
  const program = { file, args, account: cluster.account, dataFolder: cluster.dir, signalAtOurDeath: 'INT' } as const
  const child = spawnProgram(program)
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (err) => reject(explainSpawnError(err, program)))
  })
  // From here on, an error can only be a signal that was not delivered.
  child.on('error', (err) => log.error({ err }, 'the database could not be signalled'))
  const { pid } = child
  if (pid === undefined) throw new EmbeddedPostgresError('start_failed', 'The database has no process id.')

  let complaint: { sqlState: string; message: string } | null = null
  const remember = (line: { severity: string; sqlState: string; message: string }): void => {
    if (line.severity === 'FATAL' || line.severity === 'PANIC') complaint = line
  }
  child.stdout?.resume()
  if (child.stderr) forwardLog(child.stderr, log, remember)
  const saidAll = new Promise((resolve) => child.once('close', resolve))
  const exited = new Promise<string>((resolve) => {
    // Not `close`: backends that outlive their postmaster hold the pipe open.
    child.once('exit', (code, signal) =>
      resolve(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`),
    )
  })
  const ready = waitUntilReady(child, pid, cluster.dir, log).catch(async () => {
    const reason = await exited
    await Promise.race([saidAll, sleep(1_000)])
    throw explainFailedStart(cluster.dir, complaint, reason)
  })
  ready.catch(() => undefined)
  return { pid, ready, ended: exited, stop: () => stopChild(child, exited, log) }
}

/** Asks the file where the postmaster itself notes its state (utils/pidfile.h), not the socket: that would fork a backend. */
async function waitUntilReady(child: ChildProcess, pid: number, clusterDir: string, log: Logger): Promise<void> {
  for (let waitedMs = 0; child.exitCode === null && child.signalCode === null; waitedMs += 10) {
    const lines = readLines(join(clusterDir, PID_FILE))
    if (lines[0] === String(pid) && lines[7]?.trim() === 'ready') return
    if (waitedMs > 0 && waitedMs % 15_000 === 0) log.info('the database is recovering; still waiting for it')
    await sleep(10)
  }
  throw new Error('ended')
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch (err) {
    if (errnoOf(err) === 'ENOENT') return []
    throw err
  }
}

function explainFailedStart(
  clusterDir: string,
  complaint: { sqlState: string; message: string } | null,
  reason: string,
): Error {
  const text = complaint?.message ?? reason
  if (complaint?.sqlState === LOCK_FILE_EXISTS) return new DataInUseError(text)
  if (text.includes('No space left on device')) return noSpaceError(clusterDir)
  return new EmbeddedPostgresError(
    'start_failed',
    `The database in ${clusterDir} did not start: ${text}. The log above this line tells more.`,
  )
}

async function stopChild(child: ChildProcess, exited: Promise<string>, log: Logger): Promise<void> {
  // SIGINT ends open connections and flushes; SIGTERM would wait for every client.
  child.kill('SIGINT')
  if (await endsWithin(exited, STOP_LIMIT_MS)) return
  log.warn('the database takes too long to stop; it is ended by force and will recover at its next start')
  child.kill('SIGQUIT')
  if (await endsWithin(exited, QUIT_LIMIT_MS)) return
  child.kill('SIGKILL')
  await exited
}

async function endsWithin(exited: Promise<string>, limitMs: number): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(limitMs, false, { signal: timer.signal }).catch(() => false)
  const hasEnded = await Promise.race([exited.then(() => true), late])
  timer.abort()
  return hasEnded
}
