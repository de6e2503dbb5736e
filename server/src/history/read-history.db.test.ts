import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { roomsFamily } from '../../test/series-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRoomsHistory, fillTiers } from '../../test/tier-tables.ts'
import type { Family } from '../metrics/family.ts'
import { tableOf, tiersOf } from '../metrics/tiers.ts'
import type { Range } from './choose-step.ts'
import { HistoryReader } from './history-reader.ts'
import { type HistoryRequest, namesOf } from './history-statement.ts'
import { KeptPieces } from './kept-pieces.ts'
import { readPieces } from './read-pieces.ts'
import { pointsForm } from './render-history.ts'

const db = useTestDatabase()
const family = roomsFamily as Family
const hostId = 7
const startMs = Date.parse('2026-03-01T00:00:00.000Z')
const spanSeconds = 36 * 3600
const endMs = startMs + spanSeconds * 1000
const rooms = [1, 2]

interface Row {
  room: number
  timeMs: number
  level: number | null
}

// 5 s apart with gaps of every length, and values that are missing.
const rows: Row[] = []
for (const room of rooms) {
  for (let second = room; second < spanSeconds; second += 5) {
    const timeMs = startMs + (second - room) * 1000
    const isGap = Math.sin(second / 700 + room) > 0.7 || second % 1130 < 90
    if (!isGap) rows.push({ room, timeMs, level: second % 35 < 10 ? null : 50 + 40 * Math.sin(second * room) })
  }
}

function requestOf(resolution: string, multiple: number, ids: readonly number[], isEach: boolean): HistoryRequest {
  const tier = tiersOf(family).find((one) => one.resolution === resolution)
  if (!tier) throw new Error(`no tier ${resolution}`)
  const stepSeconds = tier.stepSeconds * multiple
  const stepMs = stepSeconds * 1000
  const range: Range = {
    fromMs: Math.floor(startMs / stepMs) * stepMs,
    toMs: Math.ceil(endMs / stepMs) * stepMs,
    tier,
    stepSeconds,
  }
  return {
    table: tableOf(family.table.name, tier),
    hostId,
    columns: family.table.columns,
    range,
    isAggregated: stepSeconds > 5,
    series: { column: 'room_id', ids, isEach },
  }
}

/** What the rows of these rooms come to, a step at a time. */
function recompute(ids: readonly number[], { fromMs, toMs }: { fromMs: number; toMs: number }, stepSeconds: number) {
  const steps = new Map<number, Row[]>()
  for (const row of rows) {
    if (!ids.includes(row.room) || row.timeMs < fromMs || row.timeMs >= toMs) continue
    const step = Math.floor(row.timeMs / (stepSeconds * 1000)) * stepSeconds * 1000
    steps.set(step, [...(steps.get(step) ?? []), row])
  }
  return [...steps]
    .sort(([one], [other]) => one - other)
    .map(([timeMs, inStep]) => {
      const levels = inStep.flatMap(({ level }) => (level === null ? [] : [level]))
      const has = levels.length > 0
      return {
        timestamp: new Date(timeMs).toISOString(),
        level: has ? expect.closeTo(levels.reduce((sum, level) => sum + level, 0) / levels.length, 9) : null,
        level_min: has ? Math.min(...levels) : null,
        level_max: has ? Math.max(...levels) : null,
        sample_count: inStep.length,
      }
    })
}

const pointsOf = (parts: string[]) => JSON.parse(`{${parts.join('')}}`).points

beforeAll(async () => {
  const { prisma } = db.database
  await createRoomsHistory(prisma)
  await prisma.$executeRawUnsafe(
    'INSERT INTO rooms_metrics SELECT $1::int4, r, to_timestamp(t / 1000), l FROM unnest($2::int4[], $3::float8[], $4::float8[]) AS rows(r, t, l)',
    hostId,
    rows.map(({ room }) => room),
    rows.map(({ timeMs }) => timeMs),
    rows.map(({ level }) => level),
  )
  await fillTiers(prisma, family)
})

function read(request: HistoryRequest, kept = new KeptPieces(() => 0), nowMs = Date.now()) {
  const reader = new HistoryReader(db.database.pool)
  return readPieces({ reader, kept }, request, pointsForm(namesOf(request)), nowMs)
}

describe('every tier, at every multiple of it, agrees with the samples', () => {
  test.each([
    ['raw', 29],
    ['1m', 1],
    ['1m', 3],
    ['15m', 1],
    ['15m', 2],
    ['1h', 1],
    ['1h', 5],
  ])('%s × %i', async (resolution, multiple) => {
    const each = requestOf(resolution, multiple, rooms, true)
    const history = await read(each)
    for (const room of rooms) {
      expect(pointsOf(history.parts(room))).toEqual(recompute([room], each.range, each.range.stepSeconds))
    }
    const merged = await read(requestOf(resolution, multiple, rooms, false))
    expect(pointsOf(merged.parts(0))).toEqual(recompute(rooms, each.range, each.range.stepSeconds))
  })

  test.each([
    ['15m', 1],
    ['15m', 2],
    ['1h', 1],
    ['1h', 5],
  ])('%s × %i, of which what is open is behind', async (resolution, multiple) => {
    const request = requestOf(resolution, multiple, rooms, true)
    const tierMs = request.range.tier.stepSeconds * 1000
    const middleMs = (startMs + endMs) / 2
    const open = { fromMs: Math.floor(middleMs / tierMs) * tierMs, minutes: 'rooms_metrics_1m' }
    const table = `behind_${resolution}_${multiple}`
    const { prisma } = db.database
    await prisma.$executeRawUnsafe(
      `CREATE TABLE ${table} AS SELECT * FROM ${request.table} WHERE timestamp <= to_timestamp(${open.fromMs / 1000})`,
    )
    await prisma.$executeRawUnsafe(
      `UPDATE ${table} SET level = -1, level_min = -1, sample_count = 1 WHERE timestamp = to_timestamp(${open.fromMs / 1000})`,
    )
    const history = await read({ ...request, table, open })
    for (const room of rooms) {
      expect(pointsOf(history.parts(room))).toEqual(recompute([room], request.range, request.range.stepSeconds))
    }
    const merged = await read({ ...requestOf(resolution, multiple, rooms, false), table, open })
    expect(pointsOf(merged.parts(0))).toEqual(recompute(rooms, request.range, request.range.stepSeconds))
    const reader = new HistoryReader(db.database.pool)
    const laterMs = open.fromMs + tierMs
    const first = rows
      .filter(({ timeMs }) => timeMs >= laterMs)
      .map(({ timeMs }) => Math.floor(timeMs / 60_000) * 60_000)
    expect(await reader.firstIn({ ...request, table, open }, laterMs, endMs)).toBe(Math.min(...first))
    // Without it, it is behind.
    expect(pointsOf((await read({ ...request, table })).parts(rooms[0] ?? 0)).length).toBeLessThan(
      recompute([rooms[0] ?? 0], request.range, request.range.stepSeconds).length,
    )
  })

  test('any range of it, whatever of it is kept from before', async () => {
    const kept = new KeptPieces(() => 0)
    const whole = requestOf('1m', 7, [1], false)
    const stepMs = whole.range.stepSeconds * 1000
    const steps = (whole.range.toMs - whole.range.fromMs) / stepMs
    const edges = fc.tuple(fc.integer({ min: 0, max: steps - 1 }), fc.integer({ min: 1, max: steps }))
    await fc.assert(
      fc.asyncProperty(edges, async ([first, length]) => {
        const fromMs = whole.range.fromMs + first * stepMs
        const range = { ...whole.range, fromMs, toMs: Math.min(fromMs + length * stepMs, whole.range.toMs) }
        const history = await read({ ...whole, range }, kept)
        expect(pointsOf(history.parts(0))).toEqual(recompute([1], range, range.stepSeconds))
      }),
      { numRuns: 40 },
    )
  })
})

test('raw rows are what they are', async () => {
  const history = await read(requestOf('raw', 1, [2], false))
  const expected = rows
    .filter(({ room }) => room === 2)
    .map(({ timeMs, level }) => ({ timestamp: new Date(timeMs).toISOString(), level }))
  expect(pointsOf(history.parts(0))).toEqual(expected)
})

test('what changes in the past is seen within a minute, what lies behind by less than two at once', async () => {
  const { prisma } = db.database
  let clockMs = 0
  const kept = new KeptPieces(() => clockMs)
  const request = requestOf('1m', 1, [9], false)
  const countOf = async (nowMs: number) =>
    pointsOf((await read(request, kept, nowMs)).parts(0)).reduce(
      (sum: number, point: { sample_count: number }) => sum + point.sample_count,
      0,
    )
  const insert = (timeMs: number) =>
    prisma.$executeRawUnsafe(
      'INSERT INTO rooms_metrics_1m VALUES ($1::int4, 9, to_timestamp($2::float8 / 1000), 1, 1, 1, 1, 1)',
      hostId,
      timeMs,
    )
  // In the middle of the range, a minute after a piece has ended.
  const pieceMs = 32 * 60_000
  const nowMs = Math.ceil((startMs + 18 * 3_600_000) / pieceMs) * pieceMs + 60_000
  expect(await countOf(nowMs)).toBe(0)
  await insert(nowMs - 120_000)
  expect(await countOf(nowMs)).toBe(1)
  await insert(nowMs - 7_200_000)
  expect(await countOf(nowMs)).toBe(1)
  clockMs += 60_000
  expect(await countOf(nowMs)).toBe(2)
})
