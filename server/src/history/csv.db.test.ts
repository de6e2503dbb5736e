import { get, type IncomingMessage } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import { roomsFamily } from '../../test/series-family.ts'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRoomsHistory, fillTiers } from '../../test/tier-tables.ts'
import type { Family } from '../metrics/family.ts'
import { historyRoutes, Latest } from './index.ts'

const db = useTestDatabase()
const family = roomsFamily as Family
const hostId = 7
const dayMs = 86_400_000
const from = '2026-02-01T00:00:00.000Z'
const startMs = Date.parse(from)
const days = 4

beforeAll(async () => {
  const { prisma } = db.database
  await createRoomsHistory(prisma)
  await prisma.$executeRawUnsafe(`INSERT INTO rooms VALUES
    (1, ${hostId}, 'r1', 'hall, "old"', '1970-01-01', '2026-02-06'), (2, ${hostId}, 'r2', '=cmd|x', '1970-01-01', '2026-02-06'),
    (3, ${hostId}, 'r3', 'hall, "old"', '1970-01-01', '2026-02-06')`)
  // Far more than an answer in JSON may have.
  await prisma.$executeRawUnsafe(
    `INSERT INTO rooms_metrics SELECT ${hostId}, 1, t, NULLIF(extract(epoch from t)::int % 7, 2)
     FROM generate_series($1::timestamptz, $1::timestamptz + interval '${days} days' - interval '5 s', interval '5 s') AS t`,
    from,
  )
  // A clock that was wrong, and years without a sample after it.
  await prisma.$executeRawUnsafe(
    `INSERT INTO rooms_metrics VALUES (${hostId}, 2, '1970-01-02', 1.5), (${hostId}, 2, '${from}', -2)`,
  )
  await fillTiers(prisma, family)
})

const api = useTestApi(() => ({
  isOfContract: false,
  authenticate: async () => ({ userId: 'u', role: 'viewer', sessionId: 's', isApiToken: false, expiresAtMs: 0 }),
  routes: historyRoutes({ families: [family], latest: new Latest(), ...db.database, hostId: () => hostId }),
}))

const history = '/api/metrics/rooms/history'
const csvOf = async (query: string, path = history) => {
  const response = await api.call('GET', `${path}?${query}`, { headers: { Accept: 'text/csv' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
  ])
  return (await response.text()).split('\r\n')
}

test('all series, oldest first, with their names; what a spreadsheet would take for a formula is text', async () => {
  expect(await csvOf(`room=*&resolution=raw&from=${from}&to=2026-02-01T00:00:10Z`)).toEqual([
    'timestamp,room,title,level',
    "2026-02-01T00:00:00.000Z,r2,'=cmd|x,-2",
    '2026-02-01T00:00:00.000Z,r1,"hall, ""old""",4',
    '2026-02-01T00:00:05.000Z,r1,"hall, ""old""",',
    '',
  ])
})

test('a range of any length, with years without a sample in it, comes whole', async () => {
  const [, first, ...rest] = await csvOf('room=*&resolution=raw&from=1970-01-01T00:00:00Z')
  expect(first).toBe("1970-01-02T00:00:00.000Z,r2,'=cmd|x,1.5")
  const times = rest.slice(0, -1).map((line) => line.slice(0, 24))
  expect([times.length, times[0], times.at(-1)]).toEqual([
    (days * dayMs) / 5000 + 1,
    from,
    new Date(startMs + days * dayMs - 5000).toISOString(),
  ])
  expect(times).toEqual([...times].sort())
})

test('steps that hold several samples have their extremes and their count', async () => {
  const lines = await csvOf(`room=r1&resolution=1h&from=${from}&to=2026-02-01T02:00:00Z`)
  expect(lines[0]).toBe('timestamp,room,title,level,level_min,level_max,sample_count')
  expect(lines[2]).toMatch(/^2026-02-01T01:00:00\.000Z,r1,"hall, ""old""",[\d.]+,0,6,720$/)
  expect(lines).toHaveLength(4)
})

test('one name for several is one history; the detail of one has its own', async () => {
  const query = `room=${encodeURIComponent('hall, "old"')}&resolution=1h&from=${from}&to=2026-02-01T02:00:00Z`
  expect(await csvOf(query)).toHaveLength(4)
  const detail = await csvOf(`from=${from}&to=2026-02-01T00:00:05Z&resolution=raw`, '/api/metrics/rooms/r2')
  expect(detail.slice(1)).toEqual(["2026-02-01T00:00:00.000Z,r2,'=cmd|x,-2", ''])
})

test('without a sample there is the header, and a bad query is a problem', async () => {
  expect(await csvOf('room=r3&hours=1')).toEqual([expect.stringMatching(/^timestamp,room,title,level/), ''])
  expect(await csvOf('hours=1')).toHaveLength(2)
  for (const bad of ['room=none', 'fields=rust', 'hours=-1']) {
    expect(await problemOf(await api.call('GET', `${history}?format=csv&${bad}`))).toEqual([400, 'invalid_request'])
  }
})

test('format has its say before Accept, and JSON is the default', async () => {
  const typeOf = async (format: string, Accept: string) => {
    const response = await api.call('GET', `${history}?room=r1&hours=1${format}`, { headers: { Accept } })
    return response.headers.get('content-type')?.split(';')[0]
  }
  expect(await typeOf('&format=csv', 'application/json')).toBe('text/csv')
  expect(await typeOf('&format=json', 'text/csv')).toBe('application/json')
  expect(await typeOf('', '*/*')).toBe('application/json')
  expect(await typeOf('', 'text/html, */*;q=0.1')).toBe('application/json')
})

test('a client that does not read holds no connection, and its rows may be expired meanwhile', async () => {
  const { pool, prisma } = db.database
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${api.base}${history}?room=*&resolution=raw&from=${from}&format=csv`, resolve).on('error', reject)
  })
  await new Promise((resolve) => response.once('readable', resolve))
  await expect.poll(() => pool.totalCount - pool.idleCount, { timeout: 30_000 }).toBe(0)
  await prisma.$transaction([
    prisma.$executeRawUnsafe("SET LOCAL lock_timeout = '5s'"),
    prisma.$executeRawUnsafe('ALTER TABLE rooms_metrics DETACH PARTITION rooms_metrics_all'),
  ])
  response.resume()
  await new Promise((resolve) => response.once('close', resolve))
  expect(response.complete).toBe(true)
  await prisma.$executeRawUnsafe(
    'ALTER TABLE rooms_metrics ATTACH PARTITION rooms_metrics_all FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
  )
})
