import { connect } from 'node:net'
import { join } from 'node:path'
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts'
import { openSocketFolder, SOCKET_NAME } from './reach-socket.ts'
import { DATABASE, PORT, ROLE } from './settings.ts'
import { clusterDirIn, type EmbeddedConnection } from './start-embedded-postgres.ts'

/**
 * The database of a server that runs on this data folder, for a command beside it. Root may join any, others their own.
 * The connection is good in this process, until it ends.
 * @returns null when none runs
 * @throws EmbeddedPostgresError `data_unreachable` when this user may not look
 */
export async function joinEmbeddedPostgres({ dataDir }: { dataDir: string }): Promise<EmbeddedConnection | null> {
  try {
    const { host, close } = openSocketFolder(await clusterDirIn(dataDir))
    try {
      await tryToConnect(join(host, SOCKET_NAME))
    } catch (err) {
      close()
      throw err
    }
    return { host, port: PORT, user: ROLE, database: DATABASE }
  } catch (err) {
    // No folder, no socket, or a socket that nobody listens on any more.
    if (['ENOENT', 'ENOTDIR', 'ECONNREFUSED'].includes(errnoOf(err))) return null
    throw new EmbeddedPostgresError(
      'data_unreachable',
      `User id ${process.geteuid?.()} may not look at the database in ${dataDir}: ${err instanceof Error ? err.message : err}. Run this as root, or as the user whose server it is.`,
      { cause: err },
    )
  }
}

async function tryToConnect(path: string): Promise<void> {
  const socket = connect(path)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.destroy()
}
