import { columnHistorySchema, createHistoryQuerySchema, historySchema } from '@home-zenith/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProbeTable, probe, probeFamily } from '../../test/probe-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createTestRecorder } from '../../test/test-recorder.ts'
import { createTierTables, fillTiers } from '../../test/tier-tables.ts'
import { JsonBytes, JsonText, type Route } from '../platform/http/index.ts'
import { Latest } from './index.ts'
import { historyRoutes } from './routes.ts'

const db = useTestDatabase()
const hostId = 7
let clockMs = 0

beforeAll(async () => {
  await createProbeTable(db.database.prisma)
  await createTierTables(db.database.prisma, probeFamily)
})

const createRecorder = () => createTestRecorder(db, [probeFamily], { monotonicMs: () => clockMs })

async function storedAt(day: string): Promise<unknown[]> {
  const rows = await db.database.prisma.$queryRawUnsafe<
    { timestamp: Date; level: number | null; size: bigint | null }[]
  >(
    'SELECT timestamp, level, size FROM probe_metrics WHERE timestamp >= $1::timestamptz AND timestamp < $1::timestamptz + interval $$1 day$$ ORDER BY timestamp',
    `${day}T00:00:00Z`,
  )
  return rows.map(({ timestamp, level, size }) => [timestamp.toISOString(), level, size === null ? null : Number(size)])
}

describe('recording', () => {
  test('makes the partitions it finds missing, and stores null as NULL and big numbers whole', async () => {
    const recorder = await createRecorder()
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe('2026-01-05T10:00:00.000Z', 0.1 + 0.2, 9_007_199_254_740_991))
    recorder.record(probeFamily, probe('2026-01-06T10:00:00.000Z', null))
    await recorder.flush()
    await recorder.flush()
    expect(await storedAt('2026-01-05')).toEqual([['2026-01-05T10:00:00.000Z', 0.30000000000000004, 9007199254740991]])
    expect(await storedAt('2026-01-06')).toEqual([['2026-01-06T10:00:00.000Z', null, null]])
    expect(recorder.isStoring).toBe(true)
  })

  test('stores the first sample at once and the next ones as a batch', async () => {
    const recorder = await createRecorder()
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe('2026-01-07T10:00:00.000Z', 1))
    await recorder.flush()
    for (const second of ['05', '10']) {
      recorder.record(probeFamily, probe(`2026-01-07T10:00:${second}.000Z`, 1))
      clockMs += 5000
    }
    expect(await storedAt('2026-01-07')).toHaveLength(1)
    recorder.record(probeFamily, probe('2026-01-07T10:00:15.000Z', 1))
    await recorder.flush()
    expect(await storedAt('2026-01-07')).toHaveLength(4)
  })

  test('a sample that is there already changes nothing', async () => {
    const recorder = await createRecorder()
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe('2026-01-08T10:00:00.000Z', 1))
    await recorder.flush()
    recorder.record(probeFamily, probe('2026-01-08T10:00:00.000Z', 2))
    await recorder.flush()
    expect(await storedAt('2026-01-08')).toEqual([['2026-01-08T10:00:00.000Z', 1, null]])
  })
})

describe('reading', () => {
  const latest = new Latest()

  function routeOf(path: string): Route {
    const routes = historyRoutes({ families: [probeFamily], latest, ...db.database, hostId: () => hostId })
    const found = routes.find((route) => route.path === path)
    if (!found) throw new Error(`no route ${path}`)
    return found
  }

  async function ask(query: Record<string, string>): Promise<unknown> {
    const route = routeOf('/api/metrics/probe/history')
    const call = {
      query: createHistoryQuerySchema().parse({ format: 'json', ...query }),
      body: undefined,
      params: {},
      request: {} as never,
    }
    const { body } = await route.handle(call, {} as never)
    return JSON.parse(body instanceof JsonBytes ? `${body.bytes}` : '')
  }
  const history = async (query: Record<string, string>) => historySchema.parse(await ask(query))

  beforeAll(async () => {
    const recorder = await createRecorder()
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe('2026-02-01T10:00:00.000Z', 10, 100))
    recorder.record(probeFamily, probe('2026-02-01T10:00:05.000Z', null, 200))
    recorder.record(probeFamily, probe('2026-02-01T10:00:55.000Z', 40, 300))
    recorder.record(probeFamily, probe('2026-02-01T10:02:00.000Z', 1e-7, null))
    await recorder.flush()
    await recorder.flush()
    await fillTiers(db.database.prisma, probeFamily)
  })

  test('raw points are what was stored; a gap is a gap', async () => {
    const range = { from: '2026-02-01T10:00:00Z', to: '2026-02-01T10:03:00Z' }
    expect(await history({ ...range, resolution: 'raw' })).toEqual({
      family: 'probe',
      host: hostId,
      from: '2026-02-01T10:00:00.000Z',
      to: '2026-02-01T10:03:00.000Z',
      resolution: 'raw',
      step_seconds: 5,
      points: [
        { timestamp: '2026-02-01T10:00:00.000Z', level: 10, size: 100 },
        { timestamp: '2026-02-01T10:00:05.000Z', level: null, size: 200 },
        { timestamp: '2026-02-01T10:00:55.000Z', level: 40, size: 300 },
        { timestamp: '2026-02-01T10:02:00.000Z', level: 1e-7, size: null },
      ],
    })
  })

  test('from is inclusive, to exclusive, both at step boundaries', async () => {
    const { from, to, points } = await history({
      from: '2026-02-01T10:00:03Z',
      to: '2026-02-01T10:00:52Z',
      resolution: 'raw',
    })
    expect([from, to, points.length]).toEqual(['2026-02-01T10:00:00.000Z', '2026-02-01T10:00:55.000Z', 2])
  })

  test('buckets have the average, least and greatest of what was known, and a count', async () => {
    const { points, step_seconds } = await history({
      from: '2026-02-01T10:00:00Z',
      to: '2026-02-01T10:03:00Z',
      resolution: '1m',
      fields: 'level',
    })
    expect(step_seconds).toBe(60)
    expect(points).toEqual([
      { timestamp: '2026-02-01T10:00:00.000Z', level: 25, level_min: 10, level_max: 40, sample_count: 3 },
      { timestamp: '2026-02-01T10:02:00.000Z', level: 1e-7, level_min: 1e-7, level_max: 1e-7, sample_count: 1 },
    ])
  })

  test('the open bucket of a coarse tier has what the minutes have', async () => {
    const bucketMs = Math.floor((Date.now() - 120_000) / 900_000) * 900_000
    await db.database.prisma.$executeRawUnsafe(
      `INSERT INTO probe_metrics_1m SELECT $1::int4, to_timestamp(t), l, l - 5, l + 5, 12, 1, 1, 1, 12, 12
        FROM (VALUES ($2::float8, 10), ($2::float8 + 60, 20)) AS minutes(t, l)`,
      hostId,
      bucketMs / 1000,
    )
    const [from, to] = [bucketMs, bucketMs + 900_000].map((ms) => new Date(ms).toISOString())
    for (const resolution of ['15m', '1h']) {
      const { points } = await history({ from: from ?? '', to: to ?? '', resolution, fields: 'level' })
      expect(points.at(-1)).toMatchObject({ level: 15, level_min: 5, level_max: 25, sample_count: 24 })
    }
  })

  test('as columns, what was sampled stands at its step, and a gap is null in each', async () => {
    const range = { from: '2026-02-01T10:00:00Z', format: 'columns' }
    const raw = columnHistorySchema.parse(await ask({ ...range, to: '2026-02-01T10:00:15Z', resolution: 'raw' }))
    const startSeconds = Date.parse(range.from) / 1000
    expect([raw.timestamps, raw.columns]).toEqual([
      [startSeconds, startSeconds + 5, startSeconds + 10],
      { level: [10, null, null], size: [100, 200, null] },
    ])
    const wide = await ask({ ...range, to: '2026-02-01T10:03:00Z', resolution: '1m', fields: 'level' })
    expect(wide).toMatchObject({
      step_seconds: 60,
      timestamps: [startSeconds, startSeconds + 60, startSeconds + 120],
      columns: {
        level: [25, null, 1e-7],
        level_min: [10, null, 1e-7],
        level_max: [40, null, 1e-7],
        sample_count: [3, null, 1],
      },
    })
  })

  test('columns without samples are there, and null', async () => {
    const range = { from: '2020-01-01T00:00:00Z', to: '2020-01-01T02:00:00Z', resolution: '1h', fields: 'size' }
    const { columns } = columnHistorySchema.parse(await ask({ ...range, format: 'columns' }))
    const unknown = [null, null]
    expect(columns).toEqual({ size: unknown, size_min: unknown, size_max: unknown, sample_count: unknown })
  })

  test('a range without samples has no points', async () => {
    const { points } = await history({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' })
    expect(points).toEqual([])
  })

  test('another host has other points, and one that is unknown is said to be', async () => {
    const range = { from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }
    await expect(history({ ...range, host: '8' })).rejects.toThrow(/invalid_request: .*there is no host 8/)
    await db.database.prisma.host.create({ data: { id: 8, key: 'other', hostname: 'other' } })
    const { points, host } = await history({ ...range, host: '8' })
    expect([host, points]).toEqual([8, []])
  })

  test('an unknown field is named', async () => {
    await expect(history({ fields: 'level,rust' })).rejects.toThrow(
      /invalid_request: .*"rust" is not among level, size/,
    )
  })

  test('the latest is 503 before the first sample, then the sample', async () => {
    const route = routeOf('/api/metrics/probe')
    const ask = async () =>
      route.handle({ query: {}, body: {}, params: {}, request: undefined as never }, undefined as never)
    await expect(ask()).rejects.toMatchObject({ code: 'not_yet_sampled', extra: { headers: { 'Retry-After': '5' } } })
    latest.put(probeFamily, probe('2026-02-01T10:00:00.000Z', 10))
    expect((await ask()).body).toEqual(
      JsonText.tagged('{"timestamp":"2026-02-01T10:00:00.000Z","level":10,"size":null}'),
    )
  })
})
