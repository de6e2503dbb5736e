import { lstatSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts'
import type { Cluster } from './initialise-cluster.ts'
import { SOCKET_NAME } from './reach-socket.ts'
import { writeDataFile } from './settings.ts'

export const PID_FILE = 'postmaster.pid'

// Milliseconds that a signal is given. SIGQUIT ends every backend within five seconds (postmaster.c, SIGKILL_CHILDREN_AFTER_SECS).
const STOP_LIMITS = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
] as const

/** Tells a cluster from all others on this machine, wherever it is mounted, and for every user. */
export function markOf(clusterDir: string): string {
  const { dev, ino } = statSync(clusterDir)
  return `${dev}-${ino}`
}

/**
 * Makes way for a new postmaster: stops one that a killed server left running, and mends what a dead one left. The
 * caller holds the claim on the data, so no living server's is met here.
 */
export async function clearWay(cluster: Cluster, log: Logger): Promise<void> {
  const file = join(cluster.dir, PID_FILE)
  const content = readPidFile(file)
  if (content === null) return
  const pid = Number(/^\d+/.exec(content)?.[0] ?? 0)
  if (pid > 0 && isPostmasterOf(pid, cluster.dir)) {
    log.warn({ postgresPid: pid }, 'stopping the database that an earlier server left running')
    await stopOrphan(pid, cluster.dir)
    return
  }
  if (pid > 0) {
    // A process with this pid makes PostgreSQL refuse to start, whatever it is; with the pid of its own parent it knows
    // better (CreateLockFile). The rest stays: by its shared memory id PostgreSQL finds backends that outlived their postmaster.
    writeDataFile(file, content.replace(/^\d+/, String(process.pid)), cluster.account)
  } else {
    // Empty after a power cut: so nothing runs, and nothing can be learned from it.
    rmSync(file, { force: true })
  }
  // The same pid again, here with nothing worth keeping.
  rmSync(join(cluster.dir, `${SOCKET_NAME}.lock`), { force: true })
}

function readPidFile(file: string): string | null {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8') : ''
  } catch (err) {
    if (errnoOf(err) === 'ENOENT') return null
    throw err
  }
}

/**
 * By our mark on its command line, or else by its working folder. The latter tells a postmaster that was started by hand,
 * but root may not look at it without CAP_SYS_PTRACE, which containers lack.
 */
export function isPostmasterOf(pid: number, clusterDir: string): boolean {
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (args.includes(`home_zenith.cluster=${markOf(clusterDir)}`)) return true
    return /(^|\/)(postgres|postmaster)$/.test(program) && isSameFolder(`/proc/${pid}/cwd`, clusterDir)
  } catch (err) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errnoOf(err))) return false
    throw err
  }
}

function isSameFolder(link: string, folder: string): boolean {
  if (readlinkSync(link).endsWith(' (deleted)')) return false
  const [a, b] = [statSync(link), statSync(folder)]
  return a.dev === b.dev && a.ino === b.ino
}

async function stopOrphan(pid: number, clusterDir: string): Promise<void> {
  for (const [signal, limitMs] of STOP_LIMITS) {
    try {
      process.kill(pid, signal)
    } catch (err) {
      if (errnoOf(err) === 'ESRCH') return
      throw new EmbeddedPostgresError(
        'already_running',
        `Another PostgreSQL (process ${pid}) is using ${clusterDir}, and this user may not stop it. Stop it first.`,
        { cause: err },
      )
    }
    for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 20) {
      if (!isPostmasterOf(pid, clusterDir)) return
      await sleep(20)
    }
  }
  throw new EmbeddedPostgresError('already_running', `PostgreSQL (process ${pid}) on ${clusterDir} cannot be stopped.`)
}
