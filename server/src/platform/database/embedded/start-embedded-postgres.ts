import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Account, chooseAccount } from './account.ts'
import { claimDataDir } from './claim-data-dir.ts'
import { EmbeddedPostgresError, errnoOf, explainFileError } from './embedded-postgres-error.ts'
import { type Cluster, hasCluster, initialiseCluster, prepareCluster } from './initialise-cluster.ts'
import { locateBinaries, probeVersion } from './locate-binaries.ts'
import { openSocketFolder } from './reach-socket.ts'
import { SETPRIV } from './run-program.ts'
import { DATABASE, PORT, ROLE, writeAccessFiles } from './settings.ts'
import { stageBinaries } from './stage-binaries.ts'
import { supervise } from './supervise.ts'

/** For `pg`. `host` is a folder, and may be one that this process alone can name. */
export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  database: string
}

export interface EmbeddedPostgres {
  connection: EmbeddedConnection
  /** The postmaster's process id now, null while it is being restarted. */
  pid(): number | null
  /** Ends the database cleanly and gives the data folder free. May be called again. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Made, with mode 0700, when it is not there. */
  dataDir: string
  log: Logger
  /** A folder with `bin/postgres` and `bin/initdb`; by default those of the npm package for this machine. */
  binaries?: string
}

/** Where the data is, in a DATA_DIR. It may be a symbolic link to another disk. */
export async function clusterDirIn(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres')
  return realpath(path).catch((err) => {
    if (errnoOf(err) === 'ENOENT') return path
    throw err
  })
}

/**
 * Starts the database on a data folder, made at the first start. To be called from the main thread: the kernel stops the
 * database when the thread that started it ends.
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const { log } = options
  const claim = await claimDataDir(options.dataDir)
  try {
    const dir = await clusterDirIn(claim.dataDir)
    const account = chooseAccount(claim.dataDir, dir)
    const cluster: Cluster = { dir, account, ...(await findBinaries(options.binaries ?? locateBinaries(), account)) }
    if (hasCluster(dir)) prepareCluster(cluster)
    else {
      log.info({ folder: dir, version: cluster.major }, 'making the database')
      await initialiseCluster(cluster)
    }
    writeAccessFiles(dir, account)
    if (!existsSync(SETPRIV)) log.warn(`${SETPRIV} is missing: killed, the server would leave its database running`)
    const supervised = await supervise(cluster, log)
    const socket = openSocketFolder(dir)
    log.info({ postgresPid: supervised.pid(), folder: dir, ...(account && { uid: account.uid }) }, 'the database runs')
    let stopped: Promise<void> | null = null
    return {
      connection: { host: socket.host, port: PORT, user: ROLE, database: DATABASE },
      pid: supervised.pid,
      stop() {
        stopped ??= supervised.stop().then(() => {
          socket.close()
          claim.release()
        })
        return stopped
      },
    }
  } catch (err) {
    claim.release()
    // A system call that nothing nearer has explained concerns the data folder.
    throw errnoOf(err) === '' || err instanceof EmbeddedPostgresError ? err : explainFileError(err, options.dataDir)
  }
}

/** Binaries that the database's user can run: as root, a copy where the originals are closed to that user. */
async function findBinaries(binaries: string, account: Account | null): Promise<{ binaries: string; major: number }> {
  try {
    return { binaries, major: await probeVersion(binaries, account) }
  } catch (err) {
    const isClosed = err instanceof EmbeddedPostgresError && err.code === 'binaries_missing'
    if (!account || !isClosed || !existsSync(join(binaries, 'bin', 'postgres'))) throw err
  }
  const staged = await stageBinaries(binaries)
  return { binaries: staged, major: await probeVersion(staged, account) }
}
