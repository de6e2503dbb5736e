import { createHash, randomBytes } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { createGzip, gunzipSync, gzipSync } from 'node:zlib'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { filledTimesMs, fillTables } from '../../test/fill-tables.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { paths } from '../paths.ts'
import { makeFolder, start, useOldestBinaries } from '../platform/database/embedded/testing.ts'
import {
  type Connection,
  type Database,
  listMigrations,
  migrateDatabase,
  openDatabase,
} from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { makePartitions } from '../retention/index.ts'
import { listTables } from './list-tables.ts'
import { type RestoreOptions, restoreBackup } from './restore-backup.ts'
import { isOurs, listUnclassified, selectColumns } from './select-columns.ts'
import { type WriteOptions, writeBackup } from './write-backup.ts'

const db = useTestDatabase()
const log = createLogger('silent')
const secret = 'a-hash-that-must-not-leave'
const made = 'a-hash-made-for-the-backup'
let known: string[]

beforeAll(async () => {
  known = await listMigrations(paths.migrations)
  await fill(db.database)
  await db.database.pool.query('UPDATE users SET password_hash = $1', [secret])
})

async function fill({ pool, prisma }: Database): Promise<void> {
  const client = await pool.connect()
  const tables = (await listTables(client)).filter(isOurs)
  for (const { name, isPartitioned } of tables) if (isPartitioned) await makePartitions(prisma, name, filledTimesMs)
  await fillTables(client, tables).finally(() => client.release())
}

/** @param take is given each piece, and may let it wait */
async function backup(
  pool: Pool,
  options: Partial<WriteOptions> = {},
  take: (piece: Buffer) => Promise<void> = async () => undefined,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  const sink = new Writable({
    write(piece, _, done) {
      pieces.push(piece)
      take(piece).then(() => done(), done)
    },
  })
  await writeBackup(pool, sink, {
    version: '1.2.3',
    nowMs: Date.parse('2026-03-01T00:00:00Z'),
    known,
    withSecrets: false,
    passwordHash: made,
    files: {},
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  })
  return Buffer.concat(pieces)
}

let made_databases = 0

/** An empty database on the same server. @param atEnd when it is closed */
async function makeTarget(
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
  from: Connection = db.connection,
): Promise<{ connection: Connection; database: Database }> {
  made_databases += 1
  const name = `target_${made_databases}`
  if (!('host' in from)) throw new Error('the embedded database has a host')
  const superuser = new Client({ ...from, user: 'postgres' })
  await superuser.connect()
  await superuser.query(`CREATE DATABASE ${name} OWNER zenith`)
  await superuser.end()
  const connection = { ...from, database: name }
  const database = openDatabase(connection, log)
  atEnd(() => database.close())
  return { connection, database }
}

type Target = Awaited<ReturnType<typeof makeTarget>>

function restore({ connection, database }: Target, source: Readable | Buffer, options: Partial<RestoreOptions> = {}) {
  return restoreBackup(database.pool, Buffer.isBuffer(source) ? Readable.from([source]) : source, {
    known,
    hostKey: 'of this machine',
    host: '1',
    migrate: async (names) => void (await migrateDatabase(connection, paths.migrations, log, { only: names })),
    makePartitions: (table, timesMs) => makePartitions(database.prisma, table, timesMs),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  })
}

/** Every row of every table, as text. */
async function contentOf(pool: Pool): Promise<Record<string, string[]>> {
  const client = await pool.connect()
  try {
    await client.query("SET timezone = 'UTC'")
    const content: Record<string, string[]> = {}
    for (const { name } of await listTables(client)) {
      const { rows } = await client.query(`SELECT t::text AS row FROM ${name} t ORDER BY 1`)
      content[name] = rows.map(({ row }) => row)
    }
    return content
  } finally {
    client.release(true)
  }
}

async function rowsIn(pool: Pool): Promise<number> {
  return Object.values(await contentOf(pool)).flat().length
}

/** The text of a backup changed, and packed again with the right checksum. */
function rewrite(bytes: Buffer, change: (text: string) => string): Buffer {
  const text = gunzipSync(bytes).toString('utf8')
  const body = change(text.slice(0, text.lastIndexOf('{"sha256"')))
  return gzipSync(`${body}{"sha256":"${createHash('sha256').update(body).digest('hex')}"}\n`)
}

describe('what is backed up', () => {
  test('each table and column is plain or secret by decision: name it in select-columns.ts', async () => {
    const client = await db.database.pool.connect()
    const tables = await listTables(client).finally(() => client.release())
    expect(tables.length).toBeGreaterThan(20)
    expect(listUnclassified(tables)).toEqual([])
    const unknown = { name: 'visitors', columns: ['id'], isPartitioned: false, partitions: [] }
    const grown = { name: 'users', columns: ['username', 'pin'], isPartitioned: false, partitions: [] }
    expect(listUnclassified([unknown, grown])).toEqual(['visitors', 'users.pin'])
    const taken = selectColumns([unknown, grown], { withSecrets: false, passwordHash: '' })
    expect(taken.map(({ table, columns }) => [table.name, columns.map(({ name }) => name)])).toEqual([
      ['users', ['username']],
    ])
  })

  test('without being asked no secret, in no form', async () => {
    const { rows } = await db.database.pool.query("SELECT encode(token_hash, 'hex') AS hash FROM refresh_tokens")
    const secrets = [secret, ...rows.map(({ hash }) => hash)]
    const textOf = async (withSecrets: boolean) =>
      gunzipSync(await backup(db.database.pool, { withSecrets })).toString()
    const [whole, plain] = [await textOf(true), await textOf(false)]
    expect(secrets.filter((one) => whole.includes(one))).toEqual(secrets)
    expect(secrets.filter((one) => plain.includes(one))).toEqual([])
    expect(plain).not.toMatch(/"table":"(sessions|refresh_tokens|invites)"/)
  })

  test('is of one moment, whatever is written meanwhile', async () => {
    const { pool } = db.database
    onTestFinished(async () => void (await pool.query('DELETE FROM hosts WHERE id > 70')))
    // More than fits between the database and the file: the tables after this one are read after the others have written.
    const many = Array.from({ length: 40 }, () => randomBytes(50_000).toString('hex'))
    await pool.query(
      'INSERT INTO hosts (id, key, hostname) SELECT 70 + n, n, h FROM unnest($1::text[]) WITH ORDINALITY AS t(h, n)',
      [many],
    )
    let written: Promise<unknown> | undefined
    const bytes = await backup(pool, {}, async () => {
      written ??= pool
        .query("INSERT INTO hosts (id, key, hostname) VALUES (177, 'late', 'late')")
        .then(() => pool.query("INSERT INTO interfaces VALUES (DEFAULT, 177, 'late', now(), now())"))
      await written
    })
    expect(gunzipSync(bytes).toString()).toContain(many.at(-1))
    expect(gunzipSync(bytes).toString()).not.toContain('late')
  })

  test('nothing of an empty database, or of one that a newer version has used', async () => {
    const { database } = await makeTarget()
    await expect(backup(database.pool)).rejects.toThrow('there is nothing to back up')
    await expect(backup(db.database.pool, { known: known.slice(0, -1) })).rejects.toThrow(/newer Home Zenith/)
  })
})

describe('a restored database', () => {
  test('has every row of every table, secrets only if they were asked for', async () => {
    const before = await contentOf(db.database.pool)
    expect(Object.entries(before).filter(([, rows]) => rows.length < 2)).toEqual([])
    const target = await makeTarget()
    const { rows, host } = await restore(target, await backup(db.database.pool, { withSecrets: true }))
    const after = await contentOf(target.database.pool)
    expect(rows).toBe(Object.values(before).flat().length)
    expect({ ...after, hosts: [] }).toEqual({ ...before, hosts: [] })

    const without = await makeTarget()
    const { head } = await restore(without, await backup(db.database.pool))
    const { users: _, ...plain } = await contentOf(without.database.pool)
    const kept = new Set(head.tables.map(({ name }) => name))
    const expected = Object.entries(plain).map(([name]) => [name, kept.has(name) ? after[name] : []])
    expect(plain).toEqual(Object.fromEntries(expected))
    const columns = head.tables.find(({ name }) => name === 'users')?.columns.filter((name) => name !== 'password_hash')
    const list = `SELECT ${columns?.join(', ')} FROM users ORDER BY id`
    const [users, usersBefore] = [await without.database.pool.query(list), await db.database.pool.query(list)]
    expect(users.rows).toEqual(usersBefore.rows)
    expect((await without.database.pool.query('SELECT DISTINCT password_hash FROM users')).rows).toEqual([
      { password_hash: made },
    ])
    expect(host).toMatchObject({ id: 1 })
  })

  test('goes on as this machine, and with its numbers', async () => {
    const target = await makeTarget()
    await restore(target, await backup(db.database.pool), { host: '2' })
    const { pool } = target.database
    const { rows: hosts } = await pool.query('SELECT id, key FROM hosts ORDER BY id')
    expect(hosts[1]).toEqual({ id: 2, key: 'of this machine' })
    const { rows } = await pool.query("INSERT INTO hosts (key, hostname) VALUES ('new', 'new') RETURNING id")
    expect(rows[0].id).toBe(3)
  })

  test('one of an older version is made as it was and then brought up to date', async () => {
    const older = await makeTarget()
    const then = known.slice(0, 2)
    await migrateDatabase(older.connection, paths.migrations, log, { only: then })
    await older.database.pool.query("INSERT INTO hosts (key, hostname) VALUES ('k', 'old')")
    const bytes = await backup(older.database.pool)
    const target = await makeTarget()
    await restore(target, bytes, { host: 'old' })
    const { rows } = await target.database.pool.query(
      'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1',
    )
    expect(rows.map(({ name }) => name)).toEqual(known)
    expect((await target.database.pool.query('SELECT hostname FROM hosts')).rows).toEqual([{ hostname: 'old' }])

    const migrated = await makeTarget()
    await migrateDatabase(migrated.connection, paths.migrations, log)
    await expect(restore(migrated, bytes, { host: 'old' })).rejects.toThrow(/newer than the backup/)
  })

  test('a migrated database without rows is as good as none', async () => {
    const target = await makeTarget()
    await migrateDatabase(target.connection, paths.migrations, log)
    expect((await restore(target, await backup(db.database.pool))).rows).toBeGreaterThan(40)
  })
})

describe('a backup that is not whole', () => {
  let bytes: Buffer
  let target: Target
  beforeAll(async () => {
    bytes = await backup(db.database.pool)
    target = await makeTarget(afterAll)
  })
  // After all that was refused.
  afterAll(async () => expect((await restore(target, bytes)).rows).toBeGreaterThan(40))

  async function refuse(source: Buffer | Readable, message: RegExp, options: Partial<RestoreOptions> = {}) {
    await expect(restore(target, source, options)).rejects.toThrow(message)
    expect(await rowsIn(target.database.pool)).toBe(0)
  }

  test.each([0.3, 0.6, 0.999])('cut at %d of its length', async (share) => {
    await refuse(bytes.subarray(0, Math.floor(bytes.length * share)), /damaged: its end is missing/)
  })

  test.each([0.4, 0.8])('with a byte changed at %d of its length', async (share) => {
    const changed = Buffer.from(bytes)
    const at = Math.floor(bytes.length * share)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    await refuse(changed, /damaged/)
  })

  test('with a value changed, a row or the end lost, and packed again', async () => {
    const text = gunzipSync(bytes).toString('utf8')
    const pack = (changed: string) => gzipSync(changed)
    await refuse(pack(text.replace('0.30000000000000004', '0.30000000000000005')), /damaged: its checksum is wrong/)
    await refuse(pack(text.slice(0, text.lastIndexOf('{"sha256"'))), /damaged: its end is missing/)
    await refuse(
      rewrite(bytes, (body) => body.replace('0.30000000000000004', 'much')),
      /damaged: it has rows that cannot be/,
    )
    await refuse(
      rewrite(bytes, (body) => `${body.slice(0, body.lastIndexOf('{"table"'))}`),
      /it lacks tables/,
    )
    await refuse(
      rewrite(bytes, (body) => body.replace('"columns":["id","key"', '"columns":["id","key\\" FROM x"')),
      /there is no hosts\.key" FROM x/,
    )
    const added = { name: 'hosts" (', columns: ['id'], partitions: [0] }
    await refuse(
      rewrite(bytes, (body) => body.replace('"tables":[', `"tables":[${JSON.stringify(added)},`)),
      /there is no hosts" \(\.id/,
    )
  })

  test('is none, or one of a newer version', async () => {
    const notOurs = /this is no backup of Home Zenith/
    await refuse(Buffer.from('not even compressed\n'), notOurs)
    await refuse(Buffer.alloc(0), /its end is missing/)
    await refuse(gzipSync('some other text\n'), notOurs)
    await refuse(gzipSync('{"format":"other","format_version":1}\n'), notOurs)
    await refuse(
      rewrite(bytes, (body) => body.replace('"format_version":1', '"format_version":2')),
      /by a newer Home Zenith/,
    )
    await refuse(bytes, /by a newer Home Zenith \(1\.2\.3; it has the migration/, { known: known.slice(0, -1) })
    await refuse(bytes, /no host "3"/, { host: '3' })
  })

  describe('that does not go on', () => {
    test('is given up by the one who began it', async () => {
      const ending = new AbortController()
      const onProgress = ({ table }: { table: string }) => void (table === 'users' && ending.abort())
      await refuse(heldAt(bytes, 'in the rows'), /aborted/, { signal: ending.signal, onProgress })
    })

    test.each(['before the head', 'in the rows'] as const)(
      'is given up when the database goes: held %s',
      async (place) => {
        let hasEnded = false
        let killing: Promise<void> | undefined
        let quiet: NodeJS.Timeout | undefined
        const onProgress = () => {
          clearTimeout(quiet)
          quiet = setTimeout(() => {
            killing = killCopies(() => hasEnded)
          }, 300)
        }
        await refuse(heldAt(bytes, place), /terminat|connection error|EPIPE/, { onProgress }).finally(() => {
          hasEnded = true
        })
        await killing
      },
    )
  })
})

/** All up to a place of its users; what follows does not come. */
function heldAt(bytes: Buffer, place: 'before the head' | 'in the rows'): Readable {
  const text = gunzipSync(bytes)
  const head = text.indexOf('{"table":"users"')
  const source = createGzip()
  source.write(text.subarray(0, place === 'in the rows' ? text.indexOf('\n', head) + 10 : head))
  source.flush()
  return source
}

// The first that is found may be what an earlier test has left, and is about to end.
async function killCopies(hasEnded: () => boolean): Promise<void> {
  while (!hasEnded()) {
    await db.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'target%' AND query LIKE 'COPY%'",
    )
  }
}

describe('a database that is not empty', () => {
  test('is refused and left as it is', async () => {
    const target = await makeTarget()
    const bytes = await backup(db.database.pool)
    await restore(target, bytes)
    const before = await contentOf(target.database.pool)
    await expect(restore(target, bytes)).rejects.toThrow(/not empty \(\w+ has rows\).*Move DATA_DIR\/postgres away/)
    expect(await contentOf(target.database.pool)).toEqual(before)
  })

  test('as is one that a server uses', async () => {
    const target = await makeTarget()
    const server = openDatabase(target.connection, log)
    onTestFinished(() => server.close())
    await server.pool.query('SELECT 1')
    await expect(restore(target, await backup(db.database.pool))).rejects.toThrow(/is using this database: stop it/)
  })
})

describe.skipIf(inject('postgresBinaries') !== '')('PostgreSQL 13', () => {
  test('takes a backup of 18, and 18 one of 13', async ({ skip }) => {
    const binaries = await useOldestBinaries()
    if (!binaries) return skip('there is no package of it for this machine')
    const { connection } = await start(makeFolder(), { binaries })
    const old = await makeTarget(onTestFinished, connection)
    await restore(old, await backup(db.database.pool, { withSecrets: true }), { host: 'none' })
    const back = await makeTarget()
    await restore(back, await backup(old.database.pool, { withSecrets: true }), { host: 'none' })
    expect(await contentOf(back.database.pool)).toEqual(await contentOf(db.database.pool))
  })
})
