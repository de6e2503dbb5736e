import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { EmbeddedPostgresError } from './index.ts'
import { locateBinaries } from './locate-binaries.ts'
import {
  isRoot,
  makeFolder,
  NOBODY,
  query,
  readNote,
  recordLog,
  runOtherProcess,
  start,
  useOldestBinaries,
  writeNote,
} from './testing.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test('makes a tuned database that a first start can use', async () => {
  const folder = makeFolder()
  const postgres = await start(join(folder, 'new', 'data'))

  expect(await query(postgres.connection, 'SELECT current_user, current_database()')).toEqual([
    { current_user: 'zenith', current_database: 'zenith' },
  ])
  expect(await query(postgres.connection, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
    { rolsuper: false },
  ])
  const names = ['data_checksums', 'wal_segment_size', 'listen_addresses', 'shared_buffers', 'io_method', 'TimeZone']
  const settings = await query(
    postgres.connection,
    `SELECT ${names.map((name) => `current_setting('${name}')`).map((call, i) => `${call} AS "${names[i]}"`)}`,
  )
  expect(settings).toEqual([
    {
      data_checksums: 'on',
      wal_segment_size: '1MB',
      listen_addresses: '',
      shared_buffers: '32MB',
      io_method: 'sync',
      TimeZone: 'UTC',
    },
  ])
  expect(await query(postgres.connection, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
  expect(
    await query(
      postgres.connection,
      "SELECT datcollate, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'zenith'",
    ),
  ).toEqual([{ datcollate: 'C', encoding: 'UTF8' }])
  await query(postgres.connection, 'CREATE TABLE a_table (id integer)')
  expect(statSync(join(folder, 'new', 'data', 'postgres')).mode & 0o777).toBe(0o700)
  expect(statSync(`/proc/${postgres.pid()}`).uid).not.toBe(0)
})

test('keeps the data from one start to the next, and stops as often as it is asked', async () => {
  const folder = makeFolder()
  const first = await start(folder)
  await writeNote(first, 'kept')
  await Promise.all([first.stop(), first.stop()])
  expect(first.pid()).toBeNull()

  expect(await readNote(await start(folder))).toBe('kept')
})

test('works at a depth where the path of the socket is too long for the kernel', async () => {
  const folder = join(makeFolder(), ...Array.from({ length: 8 }, () => 'a-folder-with-a-long-name-ü'))
  const postgres = await start(folder)
  expect(Buffer.byteLength(folder)).toBeGreaterThan(200)
  await writeNote(postgres, 'deep')
  const { answer } = await runOtherProcess('read-note', folder)
  expect(answer).toEqual({ note: 'deep' })
})

test('follows a link to another disk', async () => {
  const [folder, disk] = [makeFolder(), makeFolder()]
  mkdirSync(join(disk, 'history'))
  symlinkSync(join(disk, 'history'), join(folder, 'postgres'))
  const postgres = await start(folder)
  expect(postgres.connection.host).toBe(join(disk, 'history'))
  await postgres.stop()
  expect(existsSync(join(disk, 'history', 'PG_VERSION'))).toBe(true)
})

test('clears away what a killed first start left', async () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'postgres.new-abc123', 'base'), { recursive: true })
  await start(folder)
  expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.lock'])
})

test('widened permissions, as of a restored copy, are narrowed', async () => {
  const folder = makeFolder()
  const first = await start(folder)
  await writeNote(first, 'restored')
  await first.stop()
  // As root, the copy is root's, as when a backup is put back.
  cpSync(join(folder, 'postgres'), join(folder, 'copy'), { recursive: true })
  chmodSync(join(folder, 'copy'), 0o755)
  renameSync(join(folder, 'postgres'), join(folder, 'old'))
  renameSync(join(folder, 'copy'), join(folder, 'postgres'))

  expect(await readNote(await start(folder))).toBe('restored')
})

test('refuses a second server on the same data, naming the first', async () => {
  const folder = makeFolder()
  await start(folder)
  await expect(start(folder)).rejects.toMatchObject({
    code: 'already_running',
    message: `Another Home Zenith (process ${process.pid}) is using the database in ${folder}. Stop it first, or set another DATA_DIR.`,
  })
})

test('lets one of two win who start at the same moment', async () => {
  const folder = makeFolder()
  const outcomes = await Promise.allSettled([start(folder), start(folder), start(folder)])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'already_running' })
  }
})

test('a server in another process is refused, then joined', async () => {
  const folder = makeFolder()
  const postgres = await start(folder)
  await writeNote(postgres, 'seen')
  expect((await runOtherProcess('serve', folder)).answer).toEqual({ code: 'already_running' })
  expect((await runOtherProcess('read-note', folder)).answer).toEqual({ note: 'seen' })
  await postgres.stop()
  expect((await runOtherProcess('read-note', folder)).answer).toEqual({ connection: null })
})

test('joins nothing where nothing was ever started', async () => {
  expect((await runOtherProcess('read-note', makeFolder())).answer).toEqual({ connection: null })
})

test.skipIf(!isRoot)("root joins an ordinary user's database, and goes on with it as that user", async () => {
  const folder = makeFolder(NOBODY)
  const { child } = await runOtherProcess('serve', folder, NOBODY)
  expect((await runOtherProcess('read-note', folder)).answer).toMatchObject({
    code: expect.stringContaining('"notes" does not exist'),
  })
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))

  const postgres = await start(folder)
  expect(statSync(`/proc/${postgres.pid()}`).uid).toBe(NOBODY.uid)
  await writeNote(postgres, 'by root')
  expect((await runOtherProcess('read-note', folder, NOBODY)).answer).toEqual({ note: 'by root' })
  await postgres.stop()
  expect((await runOtherProcess('serve', folder, NOBODY)).answer).toEqual({ postgresPid: expect.any(Number) })
})

test.skipIf(!isRoot)("an ordinary user cannot join root's", async () => {
  const folder = makeFolder()
  await start(folder)
  expect((await runOtherProcess('read-note', folder, NOBODY)).answer).toEqual({ code: 'data_unreachable' })
  expect((await runOtherProcess('serve', folder, NOBODY)).answer).toEqual({ code: 'data_not_writable' })
})

test('runs PostgreSQL 13 too, and refuses the data of another version', async ({ skip }) => {
  const oldest = await useOldestBinaries()
  if (!oldest) return skip('no PostgreSQL 13 for this machine')
  const folder = makeFolder()
  const postgres = await start(folder, { binaries: oldest })
  expect(await query(postgres.connection, 'SHOW server_version')).toEqual([{ server_version: '13.23' }])
  await postgres.stop()

  await expect(start(folder)).rejects.toMatchObject({
    code: 'data_of_other_version',
    message: expect.stringContaining('was made by PostgreSQL 13, and this Home Zenith brings 18'),
  })
})

test('refuses a folder that holds something else', async () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'postgres'))
  writeFileSync(join(folder, 'postgres', 'letter.txt'), 'Dear Ada')
  await expect(start(folder)).rejects.toMatchObject({ code: 'data_unknown' })
  expect(readdirSync(join(folder, 'postgres'))).toEqual(['letter.txt'])
})

test.skipIf(isRoot)('says so when the folder is not writable', async () => {
  const folder = makeFolder()
  chmodSync(folder, 0o500)
  await expect(start(folder)).rejects.toMatchObject({
    code: 'data_not_writable',
    message: expect.stringContaining(`The database folder ${folder} cannot be used by user id`),
  })
  chmodSync(folder, 0o700)
})

test('says so when the disk is full, and leaves nothing behind', async () => {
  const folder = makeFolder()
  const binaries = makeFolder()
  chmodSync(binaries, 0o755)
  mkdirSync(join(binaries, 'bin'))
  writeProgram(join(binaries, 'bin', 'postgres'), 'echo "postgres (PostgreSQL) 18.4"')
  writeProgram(
    join(binaries, 'bin', 'initdb'),
    'echo "initdb: error: could not write: No space left on device" >&2; exit 1',
  )
  await expect(start(folder, { binaries })).rejects.toMatchObject({ code: 'no_space' })
  expect(readdirSync(folder)).toEqual(['postgres.lock'])
  await start(folder)
})

test('finds the binaries of the package for this machine', () => {
  expect(existsSync(join(locateBinaries(), 'bin', 'initdb'))).toBe(true)
})

test('says so when the binaries are missing', async () => {
  await expect(start(makeFolder(), { binaries: '/nonexistent' })).rejects.toThrow(EmbeddedPostgresError)
  await expect(start(makeFolder(), { binaries: '/nonexistent' })).rejects.toMatchObject({ code: 'binaries_missing' })
})

test('says why when PostgreSQL itself refuses to start', async () => {
  const folder = makeFolder()
  const { log, lines } = recordLog()
  await (await start(folder)).stop()
  writeFileSync(join(folder, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n')
  await expect(start(folder, { log })).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('contains errors'),
  })
  expect(lines).toContainEqual(expect.objectContaining({ level: 50, severity: 'FATAL' }))
})

test("passes the database's log on, without statements or values", async () => {
  const { log, lines } = recordLog()
  const postgres = await start(makeFolder(), { log })
  await expect(query(postgres.connection, "SELECT 'a secret'::text FROM no_such_table")).rejects.toThrow()
  await vi.waitFor(() =>
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 50,
        severity: 'ERROR',
        sqlState: '42P01',
        msg: 'relation "no_such_table" does not exist at character 30',
      }),
    ),
  )
  expect(JSON.stringify(lines)).not.toContain('secret')
})

function writeProgram(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}
