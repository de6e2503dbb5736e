import type { Config } from '../config.ts'
import { joinEmbeddedPostgres, startEmbeddedPostgres } from '../platform/database/embedded/index.ts'
import { type Connection, sqlStateOf } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { CommandError } from './command-error.ts'

const noTable = '42P01'

/**
 * Does `work` with the database that the settings name: the one of `DATABASE_URL`, the embedded one of a server that
 * runs on `DATA_DIR`, or that one started for the while.
 * @throws {CommandError} when a table is missing
 */
export async function withCommandDatabase<Result>(
  config: Config,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const ask = (connection: Connection) =>
    work(connection).catch((cause) => {
      if (sqlStateOf(cause) !== noTable) throw cause
      throw new CommandError('the database has no tables yet, or old ones: run "zenith migrate"', { cause })
    })
  if (config.DATABASE_URL) return ask({ connectionString: config.DATABASE_URL })
  const running = await joinEmbeddedPostgres({ dataDir: config.DATA_DIR })
  if (running) return ask(running)
  const embedded = await startEmbeddedPostgres({ dataDir: config.DATA_DIR, log: createLogger('silent') })
  try {
    return await ask(embedded.connection)
  } finally {
    await embedded.stop()
  }
}
