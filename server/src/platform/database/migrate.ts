import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, PoolClient } from 'pg'
import type { Logger } from '../logger.ts'

/** The history of migrations in the database is not the one that this version knows. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

interface Migration {
  name: string
  sql: string
  /** As Prisma: SHA-256 of the file's bytes, lower-case hex. */
  checksum: string
}

interface Applied {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

// Prisma's own definition, so that its command line works on the same database.
const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

// Any constant that nothing else takes: it spells "zenith".
const lockKey = 0x7a656e697468

export interface MigrateOptions {
  /** Leaves all others for later. */
  only?: readonly string[]
  /** Called before the first change of a database that is in use, and not of an empty one; what it throws ends the migration. */
  before?(applied: readonly string[], pending: readonly string[]): Promise<void>
}

/**
 * Applies what is pending in `folder`, in order, each migration in one transaction with its record, so that a stop
 * at any moment leaves it applied whole or not at all. Two servers at once take turns.
 * @returns the names of the applied ones
 * @throws {MigrationError} when an applied one was edited or is unknown, or one failed under Prisma's command line
 */
export async function migrate(
  client: Client | PoolClient,
  folder: string,
  log: Logger,
  { only, before }: MigrateOptions = {},
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  if (before) await tellPending(client, migrations, before)
  const done: string[] = []
  for (;;) {
    await client.query('BEGIN')
    try {
      await client.query(`SELECT pg_advisory_xact_lock(${lockKey})`)
      const next = findPending(migrations, await readApplied(client), only)
      if (next) {
        log.info({ migration: next.name }, 'applying migration')
        await apply(client, next).catch((error) => {
          log.error({ migration: next.name }, 'the migration failed; the database is as it was before it')
          throw error
        })
        done.push(next.name)
      }
      await client.query('COMMIT')
      if (!next) return done
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  }
}

async function tellPending(
  client: Client | PoolClient,
  migrations: Migration[],
  before: NonNullable<MigrateOptions['before']>,
): Promise<void> {
  if (!(await hasTable(client))) return
  const applied = await readApplied(client)
  const next = findPending(migrations, applied, undefined)
  const names = applied.map((row) => row.migration_name)
  if (!next || names.length === 0) return
  const pending = migrations.map(({ name }) => name).filter((name) => !names.includes(name))
  await before(names, pending)
}

/** The names of the migrations that this version knows, in their order. */
export async function listMigrations(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await listMigrations(folder)
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name, 'migration.sql'))
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') }
    }),
  )
}

async function hasTable(client: Client | PoolClient): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists")
  return rows[0].exists
}

async function readApplied(client: Client | PoolClient): Promise<Applied[]> {
  if (!(await hasTable(client))) await client.query(createTable)
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations ORDER BY started_at, migration_name',
  )
  return rows.filter((row) => row.rolled_back_at === null)
}

function findPending(
  migrations: Migration[],
  applied: Applied[],
  only: readonly string[] | undefined,
): Migration | undefined {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { migration_name: name, checksum, finished_at } of applied) {
    const migration = known.get(name)
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version does not know: it was used by a newer Home Zenith. Start that version, or give this one another database.`,
      )
    }
    if (finished_at === null) {
      throw new MigrationError(
        `The migration ${name} failed before and was not finished. See it with "npx prisma migrate status" and settle it with "npx prisma migrate resolve".`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was edited after it was applied. Bring its file back to what it was, and write changes as a new migration.`,
      )
    }
  }
  const names = new Set(applied.map((row) => row.migration_name))
  return migrations.find(({ name }) => !names.has(name) && (only?.includes(name) ?? true))
}

async function apply(client: Client | PoolClient, migration: Migration): Promise<void> {
  await client.query(migration.sql)
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  )
}
