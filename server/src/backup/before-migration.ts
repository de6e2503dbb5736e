import { lchownSync, lstatSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Logger } from '../platform/logger.ts'
import { makeFolder } from '../platform/make-folder.ts'
import { BackupError } from './backup-error.ts'
import { writeBackup } from './write-backup.ts'
import { writeFileWhole } from './write-file.ts'

const keptMs = 7 * 24 * 3_600_000

export interface MigrationBackupOptions {
  pool: Pool
  dataDir: string
  version: string
  log: Logger
}

export interface MigrationBackups {
  /**
   * Backs up what the database holds, with its secrets, before it is changed; once a process, however often the change is tried.
   * @throws {BackupError} when it cannot be written, as on a full disk
   */
  make(applied: readonly string[], pending: readonly string[]): Promise<void>
  /** Removes those that are older than a week. */
  prune(): Promise<void>
}

/** The backups in `DATA_DIR/backups` that are made before each change of the tables, to go back from. */
export function createMigrationBackups({ pool, dataDir, version, log }: MigrationBackupOptions): MigrationBackups {
  const folder = join(dataDir, 'backups')
  let isMade = false
  return {
    async make(applied, pending) {
      // Of an attempt before this one: a change that failed has changed nothing.
      if (isMade) return
      const file = join(folder, `before-${pending[0]}.backup`)
      makeFolder(folder)
      const isRoot = process.geteuid?.() === 0
      // In the service's folder, a link could have root give away any folder.
      if (isRoot && !lstatSync(folder).isDirectory()) {
        throw new BackupError(`${folder} is a link, which root does not follow: make it a folder`)
      }
      await writeFileWhole(file, (sink) =>
        writeBackup(pool, sink, {
          version,
          nowMs: Date.now(),
          known: applied,
          withSecrets: true,
          passwordHash: '',
          // They lie beside it.
          files: {},
          onProgress: () => undefined,
          signal: new AbortController().signal,
        }),
      )
      if (isRoot) giveToOwner(dataDir, [folder, file])
      isMade = true
      log.info({ file }, 'backed up before the tables are changed; kept for a week')
    },
    async prune() {
      for (const name of listBackups(folder)) {
        const path = join(folder, name)
        if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path)
      }
    },
  }
}

/** What root makes by the command line, the service has to remove later. */
function giveToOwner(dataDir: string, paths: string[]): void {
  const { uid, gid } = statSync(dataDir)
  for (const path of paths) lchownSync(path, uid, gid)
}

function listBackups(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('before-'))
  } catch (err) {
    if (err instanceof Error && 'code' in err && err.code === 'ENOENT') return []
    throw err
  }
}
