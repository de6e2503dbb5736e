import {
  chownSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useTestDatabase } from '../../test/test-database.ts'
import { paths } from '../paths.ts'
import { makeFolder } from '../platform/database/embedded/testing.ts'
import { migrateDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { createMigrationBackups } from './before-migration.ts'
import { readBackup } from './read-backup.ts'

const db = useTestDatabase()
const log = createLogger('silent')
const name = '20990101000000_create_later'

function setUp(sql: string) {
  const migrations = makeFolder()
  cpSync(paths.migrations, migrations, { recursive: true })
  mkdirSync(join(migrations, name))
  writeFileSync(join(migrations, name, 'migration.sql'), sql)
  const dataDir = makeFolder()
  const backups = createMigrationBackups({ pool: db.database.pool, dataDir, version: '1.2.3', log })
  const migrate = () => migrateDatabase(db.connection, migrations, log, { before: backups.make })
  return { migrate, backups, dataDir, file: join(dataDir, 'backups', `before-${name}.backup`) }
}

test('what the database holds is in a private file before it is changed, also when the change fails', async () => {
  const { migrate, file } = setUp('CREATE TABLE later (a int); SELECT 1/0')
  await db.database.pool.query("INSERT INTO hosts (key, hostname) VALUES ('a-key', 'a-name')")
  await expect(migrate()).rejects.toThrow('division by zero')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { head, close } = await readBackup(createReadStream(file))
  close()
  expect(head).toMatchObject({ with_secrets: true, hosts: [{ hostname: 'a-name' }] })
  expect(head.migrations).not.toContain(name)
  const { mtimeMs } = statSync(file)
  await expect(migrate()).rejects.toThrow('division by zero')
  expect(statSync(file).mtimeMs).toBe(mtimeMs)
})

test('a backup that cannot be written keeps the database as it is', async () => {
  const { migrate, dataDir } = setUp('CREATE TABLE later (a int)')
  // In the place of the folder.
  writeFileSync(join(dataDir, 'backups'), '')
  await expect(migrate()).rejects.toThrow()
  const { rows } = await db.database.pool.query("SELECT to_regclass('later') AS later")
  expect(rows).toEqual([{ later: null }])
})

test.runIf(process.geteuid?.() === 0)(
  'root gives nothing away through a link in the folder of the service',
  async () => {
    const { migrate, dataDir } = setUp('CREATE TABLE later (a int)')
    const elsewhere = makeFolder()
    symlinkSync(elsewhere, join(dataDir, 'backups'))
    chownSync(dataDir, 65_534, 65_534)
    await expect(migrate()).rejects.toThrow(/backups is a link/)
    expect(statSync(elsewhere).uid).toBe(0)
    expect(readdirSync(elsewhere)).toEqual([])
  },
)

test('nothing pending, no backup', async () => {
  const dataDir = makeFolder()
  const { make } = createMigrationBackups({ pool: db.database.pool, dataDir, version: '1.2.3', log })
  await migrateDatabase(db.connection, paths.migrations, log, { before: make })
  expect(existsSync(join(dataDir, 'backups'))).toBe(false)
})

test('backups go after a week, and nothing else', async () => {
  const { backups, dataDir } = setUp('')
  await backups.prune()
  mkdirSync(join(dataDir, 'backups'))
  for (const [file, days] of Object.entries({ 'before-a.backup': 8, 'before-b.backup': 6, 'of-mine.backup': 8 })) {
    writeFileSync(join(dataDir, 'backups', file), '')
    const seconds = Date.now() / 1000 - days * 86_400
    utimesSync(join(dataDir, 'backups', file), seconds, seconds)
  }
  await backups.prune()
  expect(readdirSync(join(dataDir, 'backups')).sort()).toEqual(['before-b.backup', 'of-mine.backup'])
})
