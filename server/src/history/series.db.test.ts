import { beforeAll, expect, test } from 'vitest'
import { createRoomsTables, type RoomsSample, roomsFamily } from '../../test/series-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createTestRecorder } from '../../test/test-recorder.ts'
import type { Family } from '../metrics/family.ts'
import { JsonBytes } from '../platform/http/index.ts'
import { Latest } from './index.ts'
import { historyRoutes } from './routes.ts'

const db = useTestDatabase()
const latest = new Latest()
const family = roomsFamily as Family
const hostId = 7
const from = '2026-02-01T10:00:00.000Z'
const range = { from, to: '2026-02-01T10:01:00.000Z', resolution: 'raw' }

const sampleAt = (second: string, ...rooms: [string, string, number | null][]): RoomsSample => ({
  timestamp: `2026-02-01T10:00:${second}.000Z`,
  rooms: rooms.map(([room, title, level]) => ({ room, title, level })),
})

async function record(...samples: RoomsSample[]) {
  const recorder = await createTestRecorder(db, [family])
  await recorder.begin(db.database, hostId)
  for (const sample of samples) recorder.record(family, sample)
  await recorder.flush()
  expect(recorder.isStoring).toBe(true)
}

async function ask(path: string, query: Record<string, string> = {}, params: Record<string, string> = {}) {
  const routes = historyRoutes({ families: [family], latest, ...db.database, hostId: () => hostId })
  const route = routes.find((candidate) => candidate.path === path)
  const parsed = route?.query?.parse({ ...range, format: 'json', ...query })
  const call = { query: parsed, body: undefined, params, request: {} as never }
  const answer = await route?.handle(call as never, {} as never)
  return JSON.parse(answer?.body instanceof JsonBytes ? `${answer.body.bytes}` : 'null')
}
const history = (query?: Record<string, string>) => ask('/api/metrics/rooms/history', query)
const detail = (room: string) => ask('/api/metrics/rooms/:room', {}, { room })
const levels = (points: { level: number | null }[]) => points.map(({ level }) => level)

beforeAll(async () => {
  await createRoomsTables(db.database.prisma)
  await record(
    sampleAt('00', ['r1', 'hall', 1], ['r2', 'attic', 10]),
    sampleAt('05', ['r1', 'hall', 2]),
    sampleAt('10', ['r1', 'parlour', null], ['r3', 'attic', 12]),
    sampleAt('15'),
  )
})

test('one is chosen by its name, and the family chooses where the query does not', async () => {
  const answer = await history({ room: 'r1' })
  expect(answer).toMatchObject({ family: 'rooms', host: hostId, room: 'r1' })
  expect(levels(answer.points)).toEqual([1, 2, null])
  latest.put(family, sampleAt('20', ['r2', 'attic', 0]))
  expect(await history()).toMatchObject({ room: 'r2', points: [{ timestamp: from, level: 10 }] })
})

test('where the family has none to choose, there are no points', async () => {
  latest.put(family, sampleAt('20'))
  expect(await history()).toMatchObject({ room: null, points: [] })
})

test('a star gives each that has any in the range, with its newest names', async () => {
  const { series, points } = await history({ room: '*' })
  const told = series.map((one: { room: string; title: string; points: { level: number }[] }) => ({
    ...one,
    points: levels(one.points),
  }))
  expect(points).toBeUndefined()
  expect(told).toEqual([
    { room: 'r2', title: 'attic', points: [10] },
    { room: 'r3', title: 'attic', points: [12] },
    { room: 'r1', title: 'parlour', points: [1, 2, null] },
  ])
  expect((await history({ room: '*', from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' })).series).toEqual([])
})

test('as columns, all series have the same timestamps', async () => {
  const { series } = await history({ room: '*', format: 'columns', to: '2026-02-01T10:00:15.000Z' })
  const startSeconds = Date.parse(from) / 1000
  const timestamps = [startSeconds, startSeconds + 5, startSeconds + 10]
  expect(series).toEqual([
    { room: 'r2', title: 'attic', timestamps, columns: { level: [10, null, null] } },
    { room: 'r3', title: 'attic', timestamps, columns: { level: [null, null, 12] } },
    { room: 'r1', title: 'parlour', timestamps, columns: { level: [1, 2, null] } },
  ])
})

test('several that one name means are one history', async () => {
  expect(levels((await history({ room: 'attic' })).points)).toEqual([10, 12])
})

test('one that there never was is a bad query; one that was only just seen has no points yet', async () => {
  await expect(history({ room: 'cellar' })).rejects.toMatchObject({
    code: 'invalid_request',
    detail: expect.stringContaining('room: there is no "cellar"'),
  })
  latest.put(family, sampleAt('20', ['r9', 'cellar', 3]))
  expect(await history({ room: 'cellar' })).toMatchObject({ points: [] })
  latest.put(family, sampleAt('20', ['r10', 'closed', null]))
  expect(await detail('r10')).toMatchObject({ room: { title: 'closed' }, history: { points: [] } })
})

test('the detail of one is as it is now, or as it was last', async () => {
  latest.put(family, sampleAt('20', ['r1', 'library', 5]))
  const now = await detail('r1')
  expect(now.room).toEqual({ room: 'r1', title: 'library', level: 5 })
  expect((await detail('library')).room).toEqual(now.room)
  expect(levels(now.history.points)).toEqual([1, 2, null])
  expect((await detail('r3')).room).toEqual({ room: 'r3', title: 'attic', lastSeen: '2026-02-01T10:00:10.000Z' })
  await expect(detail('cellar')).rejects.toMatchObject({ code: 'container_not_found', status: 404 })
})

test('one that is gone was seen last when it was, not when that was stored', async () => {
  await record(sampleAt('00', ['r4', 'shed', 1]))
  const recorder = await createTestRecorder(db, [family])
  await recorder.begin(db.database, hostId)
  for (const sample of [sampleAt('25', ['r4', 'shed', 2]), sampleAt('30', ['r4', 'shed', 3]), sampleAt('35')]) {
    recorder.record(family, sample)
    await recorder.flush()
  }
  expect((await detail('r4')).room).toMatchObject({ lastSeen: '2026-02-01T10:00:30.000Z' })
})

test('a sample given again is stored once, and the names of another host are its own', async () => {
  await record(sampleAt('00', ['r1', 'hall', 99]))
  expect(levels((await history({ room: 'r1' })).points)).toEqual([1, 2, null])
  await db.database.prisma.host.create({ data: { id: 8, key: 'other', hostname: 'other' } })
  expect((await history({ room: '*', host: '8' })).series).toEqual([])
})

test('what comes late makes a series older, and gives it no old name', async () => {
  await record(sampleAt('40', ['r7', 'new name', 1]))
  await record(sampleAt('30', ['r7', 'old name', 2]), sampleAt('35', ['r7', 'old name', 3]))
  const { series } = await history({ room: '*', to: '2026-02-01T10:00:35.000Z' })
  expect(series).toContainEqual(expect.objectContaining({ room: 'r7', title: 'new name' }))
})

test('a clock that was ahead does not keep a series from getting a new name', async () => {
  const ahead = '2099-02-01T10:00:00.000Z'
  await record({ ...sampleAt('00', ['r8', 'old name', 1]), timestamp: ahead })
  await record({ ...sampleAt('00', ['r8', 'new name', 2]), timestamp: new Date(Date.now() - 15_000).toISOString() })
  const { series } = await history({ room: '*', from: '-5m', to: '-0s' })
  expect(series).toContainEqual(expect.objectContaining({ room: 'r8', title: 'new name' }))
})
