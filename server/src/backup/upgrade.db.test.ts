import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledTimesMs, fillTables } from '../../test/fill-tables.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { paths } from '../paths.ts'
import { type Database, listMigrations, migrateDatabase, openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { makePartitions } from '../retention/index.ts'
import { listTables } from './list-tables.ts'
import { restoreBackup } from './restore-backup.ts'
import { isOurs } from './select-columns.ts'
import { writeBackup } from './write-backup.ts'
import { writeFileWhole } from './write-file.ts'

// The data of every released version, a file each, named by it: what people have, who upgrade from it. A released one is never changed.
const fixtures = join(import.meta.dirname, '../../test/upgrades')
const db = useTestDatabase()
const log = createLogger('silent')

/** How many rows a backup has of each table; each is a line, and each table ends with a line of its own. */
function countRows(file: string): Record<string, number> {
  const counts: Record<string, number> = {}
  let table: string | undefined
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
    const begun = /^\{"table":"(\w+)"\}$/.exec(line)?.[1]
    if (begun) {
      table = begun
      counts[table] = 0
    } else if (line === '\\.') table = undefined
    else if (table) counts[table] = (counts[table] ?? 0) + 1
  }
  return counts
}

/** With `UPGRADE_FIXTURE=VERSION` it writes that file, of this version, at its release. */
test.runIf(process.env.UPGRADE_FIXTURE)('the data of this version', async () => {
  const client = await db.database.pool.connect()
  const tables = (await listTables(client)).filter(isOurs)
  for (const { name, isPartitioned } of tables)
    if (isPartitioned) await makePartitions(db.database.prisma, name, filledTimesMs)
  await fillTables(client, tables).finally(() => client.release())
  await writeFileWhole(join(fixtures, `${process.env.UPGRADE_FIXTURE}.backup`), async (sink) =>
    writeBackup(db.database.pool, sink, {
      version: String(process.env.UPGRADE_FIXTURE),
      nowMs: Date.now(),
      known: await listMigrations(paths.migrations),
      withSecrets: true,
      passwordHash: '',
      files: {},
      onProgress: () => undefined,
      signal: new AbortController().signal,
    }),
  )
})

test('every released version has its data here', () => {
  const changelog = readFileSync(join(import.meta.dirname, '../../../CHANGELOG.md'), 'utf8')
  const released = [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(([, version]) => `${version}.backup`)
  const names = readdirSync(fixtures)
  expect(names).toEqual(expect.arrayContaining(released))
  expect(names.length).toBeGreaterThan(0)
})

describe.each(readdirSync(fixtures))('upgraded from %s', (name) => {
  const file = join(fixtures, name)
  let database: Database

  beforeAll(async () => {
    const { connection } = db
    if (!('host' in connection)) throw new Error('the embedded database has a host')
    const target = { ...connection, database: `from_${name.replaceAll(/\W/g, '_')}` }
    const superuser = new Client({ ...connection, user: 'postgres' })
    await superuser.connect()
    await superuser.query(`CREATE DATABASE ${target.database} OWNER zenith`)
    await superuser.end()
    database = openDatabase(target, log)
    await restoreBackup(database.pool, createReadStream(file), {
      known: await listMigrations(paths.migrations),
      hostKey: 'of this machine',
      host: '1',
      migrate: async (only) => void (await migrateDatabase(target, paths.migrations, log, { only })),
      makePartitions: (table, timesMs) => makePartitions(database.prisma, table, timesMs),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    })
    // What a server's start does with a database that an older one has left.
    await migrateDatabase(target, paths.migrations, log)
  })
  afterAll(() => database?.close())

  test('has every row that it had', async () => {
    const before = countRows(file)
    expect(Object.values(before).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50)
    for (const [table, count] of Object.entries(before)) {
      const { rows } = await database.pool.query(`SELECT count(*)::int AS count FROM ${table}`)
      expect({ table, count: rows[0].count }).toEqual({ table, count })
    }
  })

  test('has the tables of this version', async () => {
    const columns = `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name NOT SIMILAR TO '%[0-9]{4}%' ORDER BY 1, 2`
    const [upgraded, fresh] = await Promise.all([database.pool.query(columns), db.database.pool.query(columns)])
    expect(upgraded.rows).toEqual(fresh.rows)
  })
})
