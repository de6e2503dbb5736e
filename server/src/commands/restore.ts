import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { BackupError, type Restored, restoreBackup } from '../backup/index.ts'
import { type Config, rootsOf } from '../config.ts'
import { hostKey } from '../machine/index.ts'
import { makeDataDir } from '../make-data-dir.ts'
import { paths } from '../paths.ts'
import { joinEmbeddedPostgres } from '../platform/database/embedded/index.ts'
import { type Connection, explain, listMigrations, migrateDatabase, openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { makePartitions } from '../retention/index.ts'
import { CommandError } from './command-error.ts'
import { endOnSignal } from './end-on-signal.ts'
import { withCommandDatabase } from './open-command-database.ts'
import { writeSecretFiles } from './secret-files.ts'
import { showProgress } from './show-progress.ts'

/** `zenith restore FILE`: tells what is there now, and what to do next. */
export async function restoreCommand(config: Config, file: string, options: { host?: string }): Promise<void> {
  const source = await openSource(file)
  if (!config.DATABASE_URL && (await joinEmbeddedPostgres({ dataDir: config.DATA_DIR }))) {
    throw new CommandError('a server runs on this DATA_DIR: stop it, and restore again')
  }
  makeDataDir(config.DATA_DIR)
  const restored = await endOnSignal((signal) =>
    withCommandDatabase(config, (connection) => restore(config, connection, source, { ...options, signal })),
  )
  writeSecretFiles(config.DATA_DIR, restored.head.files)
  process.stdout.write(`${tell(restored).join('\n')}\n`)
}

/** Opened before anything else is done: a wrong name is the most common mistake. */
async function openSource(file: string): Promise<Readable> {
  if (file === '-') return process.stdin
  const opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read: ${unreadable[error.code ?? ''] ?? error.message}`, { cause: error })
  })
  if (!(await opened.stat()).isDirectory()) return opened.createReadStream()
  await opened.close()
  throw new CommandError(`${file} cannot be read: it is a folder`)
}

const unreadable: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
}

async function restore(
  config: Config,
  connection: Connection,
  source: Readable,
  options: { host?: string; signal: AbortSignal },
): Promise<Restored> {
  const log = createLogger('silent')
  const database = openDatabase(connection, log)
  const { onProgress, clear } = showProgress('restoring')
  try {
    return await restoreBackup(database.pool, source, {
      ...options,
      known: await listMigrations(paths.migrations),
      hostKey: hostKey(rootsOf(config), config.DATA_DIR),
      migrate: async (names) => void (await migrateDatabase(connection, paths.migrations, log, { only: names })),
      makePartitions: (table, timesMs) => makePartitions(database.prisma, table, timesMs),
      onProgress,
    })
  } catch (error) {
    if (error instanceof BackupError || options.signal.aborted) throw error
    throw new CommandError(`nothing was restored: ${explain(error)}`, { cause: error })
  } finally {
    clear()
    await database.close()
  }
}

function tell({ head, rows, host }: Restored): string[] {
  return [
    `Restored ${rows} rows of ${head.created_at}.`,
    ...(host ? [`This machine goes on as the host ${host.id} (${host.hostname}).`] : []),
    ...(head.with_secrets
      ? []
      : ['The backup has no passwords: give each user one with "zenith reset-password USER".']),
  ]
}
