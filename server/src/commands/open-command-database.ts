import type { Config } from '../config.ts'
import { joinEmbeddedPostgres, startEmbeddedPostgres } from '../platform/database/embedded/index.ts'
import type { Connection } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'

/**
 * Does `work` with the database that the settings name: the one of `DATABASE_URL`, the embedded one of a server that
 * runs on `DATA_DIR`, or that one started for the while.
 */
export async function withCommandDatabase<Result>(
  config: Config,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (config.DATABASE_URL) return work({ connectionString: config.DATABASE_URL })
  const running = await joinEmbeddedPostgres({ dataDir: config.DATA_DIR })
  if (running) return work(running)
  const embedded = await startEmbeddedPostgres({ dataDir: config.DATA_DIR, log: createLogger('silent') })
  try {
    return await work(embedded.connection)
  } finally {
    await embedded.stop()
  }
}
