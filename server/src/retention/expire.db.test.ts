import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRoomsTables, roomsFamily } from '../../test/series-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createTestRecorder, makeSpoolFolder } from '../../test/test-recorder.ts'
import { createTierTables } from '../../test/tier-tables.ts'
import { Spool } from '../history/index.ts'
import type { Family } from '../metrics/family.ts'
import { inTransaction } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { type ExpiryOptions, expire } from './expire.ts'
import { forgetSeries } from './forget-series.ts'
import { makePartitions } from './make-partitions.ts'
import { noteLateSamples } from './note-late-samples.ts'
import { openRollUps } from './open-roll-ups.ts'
import { rollUp } from './roll-up.ts'

const db = useTestDatabase()
const { table } = roomsFamily
const now = Date.parse('2026-05-20T12:00:00Z')
const dayMs = 86_400_000
let host = 0

beforeAll(async () => {
  const { prisma } = db.database
  await createRoomsTables(prisma)
  await createTierTables(prisma, roomsFamily)
})

beforeEach(async () => {
  const { prisma, pool } = db.database
  await prisma.rollUp.deleteMany()
  await prisma.rollUpRedo.deleteMany()
  await prisma.host.deleteMany()
  for (const name of await partitions()) await pool.query(`DROP TABLE ${name}`)
  await pool.query('DELETE FROM rooms')
  host = (await prisma.host.create({ data: { key: 'expiry', hostname: 'expiry' } })).id
  await openRollUps(prisma, [table])
})

const make = (name: string, timesMs: readonly number[]) => makePartitions(db.database.prisma, name, timesMs)
const rollUpAt = (nowMs: number) => rollUp({ pool: db.database.pool, tables: [table], makePartitions: make }, nowMs)
const expireAt = (nowMs: number, options: Partial<ExpiryOptions> = {}) =>
  expire(
    { pool: db.database.pool, tables: [table.name], samplesWait: false, log: createLogger('silent'), ...options },
    nowMs,
  )

async function partitions(): Promise<string[]> {
  const { rows } = await db.database.pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '^rooms_metrics.*_[0-9]+$' ORDER BY 1",
  )
  return rows.map(({ name }) => name)
}

/** A sample at noon of each of these days, as the recorder stores it. */
async function store(...days: string[]): Promise<void> {
  for (const day of days) {
    const time = `${day}T12:00:00Z`
    await make(table.name, [Date.parse(time)])
    await inTransaction(db.database.pool, async (client) => {
      await client.query(noteLateSamples(host, new Map([[table.name, [Date.parse(time)]]])))
      await client.query('INSERT INTO rooms_metrics VALUES ($1::int4, 1, $2::timestamptz, 1) ON CONFLICT DO NOTHING', [
        host,
        time,
      ])
    })
  }
}

async function hoursLeft(): Promise<number> {
  const { rows } = await db.database.pool.query('SELECT count(*)::int4 AS count FROM rooms_metrics_1h')
  return rows[0].count
}

test('keeps each tier as long as promised, in whole partitions, and the hourly one for ever', async () => {
  await store(
    '2026-03-10',
    '2026-04-10',
    '2026-05-11',
    '2026-05-12',
    '2026-05-13',
    '2026-05-18',
    '2026-05-19',
    '2026-05-20',
  )
  await rollUpAt(now)
  const dropped = await expireAt(now)
  expect(await partitions()).toEqual([
    'rooms_metrics_15m_202604',
    'rooms_metrics_15m_202605',
    'rooms_metrics_1h_202603',
    'rooms_metrics_1h_202604',
    'rooms_metrics_1h_202605',
    'rooms_metrics_1m_20260513',
    'rooms_metrics_1m_20260518',
    'rooms_metrics_1m_20260519',
    'rooms_metrics_1m_20260520',
    'rooms_metrics_20260519',
    'rooms_metrics_20260520',
  ])
  expect(dropped).toContain('rooms_metrics_20260518')
  expect(await hoursLeft()).toBe(8)
  expect(await expireAt(now)).toEqual([])
})

test('keeps the hourly one as long as the setting says', async () => {
  await store('2026-03-10', '2026-04-10', '2026-05-20')
  await rollUpAt(now)
  await expireAt(now, { hourlyDays: 40 })
  expect((await partitions()).filter((name) => name.includes('_1h_'))).toEqual([
    'rooms_metrics_1h_202604',
    'rooms_metrics_1h_202605',
  ])
})

describe('never drops what is not rolled up', () => {
  test('as after a stop', async () => {
    await store('2026-05-11', '2026-05-12', '2026-05-20')
    await rollUpAt(Date.parse('2026-05-11T13:00:00Z'))
    expect(await expireAt(now)).toEqual([])
    await rollUpAt(now)
    expect(await expireAt(now)).toContain('rooms_metrics_20260512')
    expect(await hoursLeft()).toBe(3)
  })

  test('as what came late', async () => {
    await store('2026-05-20')
    await rollUpAt(now)
    await store('2026-05-12')
    expect(await expireAt(now)).toEqual([])
    await rollUpAt(now + 60_000)
    expect(await expireAt(now + 60_000)).toContain('rooms_metrics_20260512')
    expect(await hoursLeft()).toBe(2)
  })

  test('of a host that has not been rolled up yet', async () => {
    await store('2026-05-12')
    await rollUpAt(now)
    await db.database.prisma.host.create({ data: { key: 'another', hostname: 'another' } })
    await openRollUps(db.database.prisma, [table])
    expect(await expireAt(now)).toEqual([])
  })

  test('as late samples of a day just dropped, which is made again for them', async () => {
    await store('2026-05-12', '2026-05-20')
    await rollUpAt(now)
    await expireAt(now)
    await store('2026-05-12')
    await rollUpAt(now + 60_000)
    expect(await hoursLeft()).toBe(2)
  })
})

test('keeps what samples that are not stored yet may belong to', async () => {
  await store('2026-05-12', '2026-05-20')
  await rollUpAt(now)
  expect(await expireAt(now, { samplesWait: true })).toEqual([])
  expect(await expireAt(now)).toContain('rooms_metrics_20260512')
})

describe('a long read', () => {
  test('holds up neither the inserts nor, once it has ended, the expiry', async () => {
    const { pool } = db.database
    await store('2026-05-12', '2026-05-20')
    await rollUpAt(now)
    const reader = await pool.connect()
    await reader.query('BEGIN')
    await reader.query('SELECT count(*) FROM rooms_metrics')
    expect(await expireAt(now)).not.toContain('rooms_metrics_20260512')
    await store('2026-05-19')
    const { rows } = await reader.query('SELECT count(*)::int4 AS count FROM rooms_metrics_20260512')
    expect(rows).toEqual([{ count: 1 }])
    await reader.query('COMMIT')
    reader.release()
    // On PostgreSQL 14 and later the detachment is half done, and finished now.
    await rollUpAt(now + 60_000)
    await expireAt(now + 60_000)
    expect(await partitions()).not.toContain('rooms_metrics_20260512')
    expect(await hoursLeft()).toBe(3)
  })

  test('loses no sample that comes meanwhile for what is being dropped, and holds up no other', async () => {
    const { pool } = db.database
    await store('2026-05-12', '2026-05-20')
    await rollUpAt(now)
    const reader = await pool.connect()
    onTestFinished(() => reader.release(true))
    await reader.query('BEGIN')
    await reader.query('SELECT count(*) FROM rooms_metrics')
    await expireAt(now)

    const spool = await Spool.open({ folder: makeSpoolFolder(), log: createLogger('silent') })
    const family = roomsFamily as Family
    const recorder = await createTestRecorder(db, [family], { spool })
    const record = async (...times: string[]) => {
      for (const timestamp of times) {
        recorder.record(family, { timestamp, rooms: [{ room: 'late', title: 'late', level: 1 }] } as never)
      }
      await recorder.flush()
    }
    await recorder.begin(db.database, host)
    await record('2026-05-12T15:00:00Z', '2026-05-20T11:00:00Z', '2026-05-12T16:00:00Z')
    await record('2026-05-20T11:00:05Z')
    expect(recorder.isStoring).toBe(true)
    const { rows } = await pool.query("SELECT FROM rooms_metrics WHERE timestamp > '2026-05-20'")
    expect(rows).toHaveLength(3)

    await reader.query('COMMIT')
    await expireAt(now, { samplesWait: !spool.isEmpty })
    await vi.waitFor(async () => {
      await recorder.flush()
      expect(spool.isEmpty).toBe(true)
    }, 10_000)
    await rollUpAt(now + 60_000)
    // Noon of both days, 15:00 and 16:00 of the one, 11:00 of the other.
    expect(await hoursLeft()).toBe(5)
    await recorder.stop()
  })
})

test('what a stop has left detached is dropped, and tables of other people are not', async () => {
  const { pool } = db.database
  await store('2026-05-12', '2026-05-20')
  await pool.query('ALTER TABLE rooms_metrics DETACH PARTITION rooms_metrics_20260512')
  await pool.query('CREATE TABLE rooms_metrics_backup (a int)')
  expect(await expireAt(now)).toEqual(['rooms_metrics_20260512'])
  expect((await pool.query("SELECT to_regclass('rooms_metrics_backup') IS NOT NULL AS kept")).rows).toEqual([
    { kept: true },
  ])
  await pool.query('DROP TABLE rooms_metrics_backup')
})

describe('what lies far ahead', () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => new Date(now - index * dayMs).toISOString().slice(0, 10))

  test('is dropped when the present has lasted a week', async () => {
    await store('2031-01-01', ...days(7))
    await rollUpAt(Date.parse('2031-01-01T12:00:03Z'))
    await rollUpAt(now)
    await expireAt(now)
    expect((await partitions()).filter((name) => name.includes('2031'))).toEqual([])
  })

  test('is kept while it may be the present that is wrong', async () => {
    await store('2031-01-01', ...days(3))
    await rollUpAt(Date.parse('2031-01-01T12:00:03Z'))
    await rollUpAt(now)
    await expireAt(now)
    expect((await partitions()).filter((name) => name.includes('2031'))).toHaveLength(4)
  })
})

test('names that no row refers to are forgotten', async () => {
  const { pool } = db.database
  const enter = async (room: string, seen: string) => {
    const { rows } = await pool.query(
      'INSERT INTO rooms (host_id, room, title, first_seen, last_seen) VALUES ($1, $2, $2, $3, $3) RETURNING id',
      [host, room, seen],
    )
    return rows[0].id
  }
  await enter('gone', '2026-01-01T00:00:00Z')
  await enter('just seen', '2026-05-19T12:00:00Z')
  const old = await enter('has an old row', '2026-01-01T00:00:00Z')
  await make('rooms_metrics_1h', [now])
  await pool.query("INSERT INTO rooms_metrics_1h VALUES ($1, $2, '2026-05-01T00:00:00Z', 1, 1, 1, 1, 1)", [host, old])
  expect(await forgetSeries(pool, table, now)).toBe(1)
  const { rows } = await pool.query('SELECT room FROM rooms ORDER BY room')
  expect(rows.map(({ room }) => room)).toEqual(['has an old row', 'just seen'])
})
