import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import { explain, migrateDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { CommandError } from './command-error.ts'
import { withCommandDatabase } from './open-command-database.ts'

/** `zenith migrate`: applies what is pending and names it. */
export async function migrateCommand(config: Config): Promise<void> {
  const applied = await withCommandDatabase(config, (connection) =>
    migrateDatabase(connection, paths.migrations, createLogger('silent')).catch((error) => {
      throw new CommandError(`the database cannot be used: ${explain(error)}`, { cause: error })
    }),
  )
  const lines = applied.length === 0 ? ['The database is up to date.'] : applied.map((name) => `applied ${name}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}
