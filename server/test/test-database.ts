import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { paths } from '../src/paths.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/index.ts'
import { type Connection, type Database, migrateDatabase, openDatabase } from '../src/platform/database/index.ts'
import { createLogger } from '../src/platform/logger.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the PostgreSQL to test on; empty for the embedded one. */
    postgresBinaries: string
  }
}

export interface TestDatabase {
  /** Migrated, and this file's own. */
  readonly database: Database
  readonly connection: Connection
}

/** A fresh, migrated PostgreSQL for a test file, of the version that the project tests. */
export function useTestDatabase(): TestDatabase {
  const log = createLogger('silent')
  const binaries = inject('postgresBinaries')
  let folder: string
  let postgres: EmbeddedPostgres
  let database: Database
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
    postgres = await startEmbeddedPostgres({ dataDir: folder, log, ...(binaries ? { binaries } : {}) })
    await migrateDatabase(postgres.connection, paths.migrations, log)
    database = openDatabase(postgres.connection, log)
  })
  afterAll(async () => {
    await database?.close()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get database() {
      return database
    },
    get connection() {
      return postgres.connection
    },
  }
}
