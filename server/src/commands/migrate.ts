import { createMigrationBackups } from '../backup/index.ts'
import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import { explain, migrateDatabase, openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { version } from '../version.ts'
import { CommandError } from './command-error.ts'
import { withCommandDatabase } from './open-command-database.ts'

/** `zenith migrate`: applies what is pending and names it. */
export async function migrateCommand(config: Config): Promise<void> {
  const log = createLogger('silent')
  const applied = await withCommandDatabase(config, async (connection) => {
    const database = openDatabase(connection, log)
    const { make } = createMigrationBackups({ pool: database.pool, dataDir: config.DATA_DIR, version, log })
    return migrateDatabase(connection, paths.migrations, log, { before: make })
      .catch((error) => {
        throw new CommandError(`the database cannot be brought up to date: ${explain(error)}`, { cause: error })
      })
      .finally(() => database.close())
  })
  const lines = applied.length === 0 ? ['The database is up to date.'] : applied.map((name) => `applied ${name}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}
