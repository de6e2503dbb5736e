import { statSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { makeUnusableHash } from '../auth/index.ts'
import { BackupError, writeBackup, writeFileWhole } from '../backup/index.ts'
import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import { explain, listMigrations, openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { version } from '../version.ts'
import { CommandError } from './command-error.ts'
import { endOnSignal } from './end-on-signal.ts'
import { withCommandDatabase } from './open-command-database.ts'
import { readSecretFiles } from './secret-files.ts'
import { showProgress, sizeOf } from './show-progress.ts'

/** `zenith backup FILE`: tells what it wrote, and what it left out. */
export async function backupCommand(
  config: Config,
  file: string,
  options: { withSecrets?: true; force?: true },
): Promise<void> {
  const withSecrets = options.withSecrets ?? false
  if (file === '-' && process.stdout.isTTY) {
    throw new CommandError('a backup is no text for a terminal: give a file, or send it to a program')
  }
  if (file !== '-' && !options.force && holdsSomething(file)) {
    throw new CommandError(`${file} exists already: give another name, or --force to replace it`)
  }
  const { onProgress, clear } = showProgress('backing up')
  let bytes = 0
  const known = await listMigrations(paths.migrations)
  const passwordHash = await makeUnusableHash()
  await endOnSignal((signal) =>
    withCommandDatabase(config, async (connection) => {
      const database = openDatabase(connection, createLogger('silent'))
      const write = (sink: Writable) =>
        writeBackup(database.pool, sink, {
          version,
          nowMs: Date.now(),
          known,
          withSecrets,
          passwordHash,
          files: withSecrets ? readSecretFiles(config.DATA_DIR) : {},
          onProgress(progress) {
            bytes = progress.bytes
            onProgress(progress)
          },
          signal,
        })
      await (file === '-' ? write(process.stdout) : writeFileWhole(file, write))
        .catch(explainFailure)
        .finally(async () => {
          clear()
          await database.close()
        })
    }),
  )
  // Not to standard output, which may be the backup itself.
  process.stderr.write(`Backed up ${sizeOf(bytes)} of rows${file === '-' ? '' : ` to ${file}`}. ${tell(withSecrets)}\n`)
}

function tell(withSecrets: boolean): string {
  return withSecrets
    ? 'It holds secrets: whoever has it can sign in. Keep it as safe as a key.'
    : 'It holds no secrets: after a restore each user needs "zenith reset-password".'
}

function explainFailure(error: unknown): never {
  if (error instanceof BackupError || (error instanceof Error && error.name === 'AbortError')) throw error
  throw new CommandError(`no backup was made: ${explain(error)}`, { cause: error })
}

// An empty file, as `mktemp` makes one, has nothing to lose.
function holdsSomething(file: string): boolean {
  const there = statSync(file, { throwIfNoEntry: false })
  return there !== undefined && !(there.isFile() && there.size === 0)
}
