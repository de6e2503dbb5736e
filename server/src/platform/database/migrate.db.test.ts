import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import prismaConfig from '../../../../prisma.config.ts'
import { startPrismaEngine } from '../../../test/prisma-engine.ts'
import { useTestDatabase } from '../../../test/test-database.ts'
import { paths } from '../../paths.ts'
import { createLogger } from '../logger.ts'
import { migrate } from './migrate.ts'

const db = useTestDatabase()
const log = createLogger('silent')
const schemaFile = join(paths.migrations, '../schema.prisma')

function migrationList() {
  const names = readdirSync(paths.migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return {
    baseDir: paths.migrations,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(paths.migrations, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map(({ name }) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(paths.migrations, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

describe("Prisma's own engine", () => {
  const schema = readFileSync(schemaFile, 'utf8')
  const filters = { externalTables: prismaConfig.tables?.external ?? [], externalEnums: [] }

  test('finds the history of our applier whole and nothing edited', async () => {
    const engine = await startPrismaEngine(db.connection, schema)
    const diagnosis = await engine.diagnoseMigrationHistory({
      migrationsList: migrationList(),
      optInToShadowDatabase: true,
      filters,
    })
    expect(diagnosis).toMatchObject({
      hasMigrationsTable: true,
      history: null,
      editedMigrationNames: [],
      failedMigrationNames: [],
    })
    expect(await engine.applyMigrations({ migrationsList: migrationList(), filters })).toEqual({
      appliedMigrationNames: [],
    })
  })

  test('would create no migration: neither for the schema, nor for partitions that were made meanwhile', async () => {
    await db.database.pool.query(
      "CREATE TABLE a_day PARTITION OF system_metrics FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')",
    )
    const engine = await startPrismaEngine(db.connection, schema)
    expect(await engine.devDiagnostic({ migrationsList: migrationList(), filters })).toEqual({
      action: { tag: 'createMigration' },
    })
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [{ path: 'schema.prisma', content: schema }], configDir: '/' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters,
    })
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('This is an empty migration')])
  })
})

describe('the applier', () => {
  let folder: string
  let client: Client

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zenith-migrations-'))
    cpSync(paths.migrations, folder, { recursive: true })
    client = new Client(db.connection)
    await client.connect()
  })
  afterEach(async () => {
    await client.query('DELETE FROM _prisma_migrations WHERE migration_name LIKE $1', ['2099%'])
    await client.query('DROP TABLE IF EXISTS later')
    await client.end()
    rmSync(folder, { recursive: true, force: true })
  })

  function add(name: string, sql: string): void {
    cpSync(join(folder, readdirSync(folder)[0] ?? ''), join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }

  test('has nothing to do on a migrated database', async () => {
    expect(await migrate(client, folder, log)).toEqual([])
  })

  test('applies what is pending in order, bodies in $$ included, and once when two start together', async () => {
    add('20990101000000_create_later', 'CREATE TABLE later (a int); DO $$ BEGIN INSERT INTO later VALUES (1); END $$;')
    add('20990102000000_change_later', 'ALTER TABLE later ADD b int;')
    const other = new Client(db.connection)
    await other.connect()
    const applied = await Promise.all([migrate(client, folder, log), migrate(other, folder, log)])
    await other.end()
    expect(applied.flat().sort()).toEqual(['20990101000000_create_later', '20990102000000_change_later'])
    expect((await client.query('SELECT * FROM later')).rows).toEqual([{ a: 1, b: null }])
  })

  test('leaves nothing of one that fails', async () => {
    add('20990101000000_create_later', 'CREATE TABLE later (a int); SELECT 1/0;')
    await expect(migrate(client, folder, log)).rejects.toThrow('division by zero')
    const { rows } = await client.query(
      "SELECT to_regclass('later') AS made, count(*)::int AS recorded FROM _prisma_migrations WHERE migration_name LIKE '2099%'",
    )
    expect(rows).toEqual([{ made: null, recorded: 0 }])
  })

  test('refuses an edited one, an unknown one and one that failed', async () => {
    add('20990101000000_create_later', 'CREATE TABLE later (a int);')
    await migrate(client, folder, log)
    writeFileSync(join(folder, '20990101000000_create_later', 'migration.sql'), 'CREATE TABLE later (b int);')
    await expect(migrate(client, folder, log)).rejects.toThrow('20990101000000_create_later was edited')
    rmSync(join(folder, '20990101000000_create_later'), { recursive: true })
    await expect(migrate(client, folder, log)).rejects.toThrow('newer Home Zenith')
    add('20990101000000_create_later', 'CREATE TABLE later (a int);')
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '2099%'")
    await expect(migrate(client, folder, log)).rejects.toThrow('failed before')
  })
})
