import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRoomsTables, roomsFamily } from '../../test/series-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createTierTables } from '../../test/tier-tables.ts'
import { rolledTiers, tableOf } from '../metrics/tiers.ts'
import { inTransaction } from '../platform/database/index.ts'
import { makePartitions } from './make-partitions.ts'
import { noteLateSamples } from './note-late-samples.ts'
import { openRollUps } from './open-roll-ups.ts'
import { rebuild, rollUp } from './roll-up.ts'

// ZENITH_LONG_TESTS=1 looks at many more histories.
const runs = process.env.ZENITH_LONG_TESTS ? 400 : 15

const db = useTestDatabase()
const { table } = roomsFamily
const minuteMs = 60_000
const hourMs = 3_600_000
// Over midnight at a month's end, where every partition has its edge.
const originMs = Date.parse('2026-03-31T20:00:00Z')
const endMs = originMs + 6 * hourMs

interface Sample {
  host: number
  room: number
  timeMs: number
  level: number | null
}

let hosts: number[] = []

beforeAll(async () => {
  const { prisma } = db.database
  await createRoomsTables(prisma)
  await createTierTables(prisma, roomsFamily)
})

beforeEach(async () => {
  hosts = await addHosts()
  sparing = false
})

async function addHosts(): Promise<number[]> {
  const { prisma } = db.database
  // Those of other tests are none of this one's business.
  await prisma.rollUp.deleteMany()
  await prisma.rollUpRedo.deleteMany()
  await prisma.host.deleteMany()
  const added = []
  for (const hostname of ['one', 'two']) {
    added.push((await prisma.host.create({ data: { key: String(Math.random()), hostname } })).id)
  }
  await openRollUps(prisma, [table])
  return added
}

const make = (name: string, timesMs: readonly number[]) => makePartitions(db.database.prisma, name, timesMs)
let sparing = false
const options = () => ({ pool: db.database.pool, tables: [table], makePartitions: make, sparing })
const rollUpAt = (nowMs: number) => rollUp(options(), nowMs)

/** As the recorder does it. */
async function store(samples: readonly Sample[]): Promise<void> {
  const timesMs = samples.map(({ timeMs }) => timeMs)
  await make(table.name, timesMs)
  for (const host of new Set(samples.map((sample) => sample.host))) {
    const rows = samples.filter((sample) => sample.host === host)
    const stored = new Map([[table.name, rows.map(({ timeMs }) => timeMs)]])
    await inTransaction(db.database.pool, async (client) => {
      await client.query(noteLateSamples(host, stored))
      await client.query(
        `INSERT INTO rooms_metrics (host_id, room_id, timestamp, level)
          SELECT $1::int4, * FROM unnest($2::int4[], $3::timestamptz[], $4::float8[]) ON CONFLICT DO NOTHING`,
        [
          host,
          rows.map(({ room }) => room),
          rows.map(({ timeMs }) => new Date(timeMs).toISOString()),
          rows.map(({ level }) => level),
        ],
      )
    })
  }
}

interface Bucket {
  count: number
  known: number
  average: number | null
  least: number | null
  greatest: number | null
}

/** What the tiers should have, computed the slow way from each sample that was ever stored. */
function expected(samples: readonly Sample[], stepMs: number): Map<string, Bucket> {
  const unique = new Map<string, Sample>()
  for (const sample of samples) {
    const key = `${sample.host} ${sample.room} ${sample.timeMs}`
    if (!unique.has(key)) unique.set(key, sample)
  }
  const groups = new Map<string, Sample[]>()
  for (const sample of unique.values()) {
    const key = keyOf(sample.host, sample.room, Math.floor(sample.timeMs / stepMs) * stepMs)
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  return new Map(
    [...groups].map(([key, group]) => {
      const levels = group.flatMap(({ level }) => (level === null ? [] : [level]))
      const known = levels.length
      const bucket = {
        count: group.length,
        known,
        average: known ? levels.reduce((sum, level) => sum + level, 0) / known : null,
        least: known ? Math.min(...levels) : null,
        greatest: known ? Math.max(...levels) : null,
      }
      return [key, bucket]
    }),
  )
}

const keyOf = (host: number, room: number, timeMs: number) => `${host} ${room} ${new Date(timeMs).toISOString()}`

async function stored(tier: (typeof rolledTiers)[number], of = hosts): Promise<Map<string, Bucket>> {
  const { rows } = await db.database.pool.query(
    `SELECT host_id, room_id, timestamp, sample_count AS count, level_count AS known, level AS average, level_min AS least,
      level_max AS greatest FROM ${tableOf(table.name, tier)} WHERE host_id = ANY($1)`,
    [of],
  )
  return new Map(
    rows.map(({ host_id, room_id, timestamp, ...bucket }) => [keyOf(host_id, room_id, timestamp.getTime()), bucket]),
  )
}

async function expectAll(samples: readonly Sample[]): Promise<void> {
  for (const tier of rolledTiers) {
    const wanted = expected(samples, tier.stepSeconds * 1000)
    const found = await stored(tier)
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort())
    for (const [key, bucket] of wanted) {
      const { average, ...rest } = found.get(key) ?? { average: null }
      const { average: wantedAverage, ...wantedRest } = bucket
      expect([key, rest]).toEqual([key, wantedRest])
      if (wantedAverage === null || average === null) expect(average).toBe(wantedAverage)
      else expect(Math.abs(average - wantedAverage)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wantedAverage)))
    }
  }
}

const at = (time: string) => Date.parse(`2026-04-01T${time}Z`)
const sample = (time: string, level: number | null = 1, room = 1): Sample => ({
  host: hosts[0] ?? 0,
  room,
  timeMs: at(time),
  level,
})

type Happening =
  | { kind: 'samples'; samples: Omit<Sample, 'host'>[]; host: number }
  | { kind: 'roll-up'; nowMs: number }
  | { kind: 'two at once'; nowMs: number }
  | { kind: 'stop'; nowMs: number; after: number }
  | { kind: 'samples while rolling up'; samples: Omit<Sample, 'host'>[]; host: number; nowMs: number }

const samplesOf = fc.array(
  fc.record({
    room: fc.constantFrom(1, 2, 3),
    // Few times, so that the same one comes again; any order, so that many are late.
    timeMs: fc.integer({ min: 0, max: (endMs - originMs) / 5000 - 1 }).map((tick) => originMs + tick * 5000),
    // Without -0, which is 0 in an average, and without what is finer than any sensor: half of it is 0, which PostgreSQL refuses.
    level: fc.option(
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((level) => (Math.abs(level) < 1e-300 ? 0 : level)),
      { nil: null, freq: 4 },
    ),
  }),
  { minLength: 1, maxLength: 30 },
)
const nowMs = fc.integer({ min: originMs, max: endMs + minuteMs })
const host = fc.constantFrom(0, 1)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('samples' as const), samples: samplesOf, host }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('roll-up' as const), nowMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('two at once' as const), nowMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), nowMs, after: fc.nat(7) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('samples while rolling up' as const), samples: samplesOf, host, nowMs }),
  },
)

test('whatever happens in whatever order, the tiers are what the samples say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(happening, { minLength: 1, maxLength: 14 }),
      async (isSparing, happenings) => {
        sparing = isSparing
        hosts = await addHosts()
        const all: Sample[] = []
        const take = (samples: Omit<Sample, 'host'>[], index: number) => {
          const taken = samples.map((one) => ({ ...one, host: hosts[index] ?? 0 }))
          all.push(...taken)
          return taken
        }
        for (const next of happenings) {
          if (next.kind === 'samples') await store(take(next.samples, next.host))
          else if (next.kind === 'roll-up') await rollUpAt(next.nowMs)
          else if (next.kind === 'two at once') await Promise.all([rollUpAt(next.nowMs), rollUpAt(next.nowMs)])
          else if (next.kind === 'samples while rolling up') {
            await Promise.all([rollUpAt(next.nowMs), store(take(next.samples, next.host))])
          } else await stopAmid(next.nowMs, next.after)
        }
        // Twice: late samples are redone after the minute's own work.
        await rollUpAt(endMs + minuteMs)
        await rollUpAt(endMs + 2 * minuteMs)
        await expectAll(all)
      },
    ),
    { numRuns: runs },
  )
}, 600_000)

/** A roll-up whose transaction is killed after some statements: its connection goes, and what it did not commit. */
async function stopAmid(nowMs: number, statements: number): Promise<void> {
  const { pool } = db.database
  const killed = rollUp(
    {
      ...options(),
      pool: Object.assign(Object.create(pool), {
        async connect() {
          const client = await pool.connect()
          let left = statements
          return Object.assign(Object.create(client), {
            query: (...args: unknown[]) => {
              left -= 1
              if (left < 0 && args[0] !== 'ROLLBACK') return Promise.reject(new Error('killed'))
              return (client.query as (...given: unknown[]) => unknown).apply(client, args)
            },
            release: () => client.release(true),
          })
        },
      }),
    },
    nowMs,
  )
  await killed.catch((error: Error) => expect(error.message).toBe('killed'))
}

describe('a minute', () => {
  test('is rolled up with the open buckets, and by one of two servers', async () => {
    const samples = [sample('10:00:00', 1), sample('10:00:05', null), sample('10:01:00', 4), sample('10:00:00', 9, 2)]
    await store(samples)
    const written = await Promise.all([rollUpAt(at('10:01:03')), rollUpAt(at('10:01:03'))])
    expect(written.sort()).toEqual([0, 7])
    await expectAll(samples)
    expect(await rollUpAt(at('10:01:59'))).toBe(0)
  })

  test('costs no rows but those of its own buckets', async () => {
    await store([sample('10:00:00'), sample('10:01:00'), sample('10:02:00')])
    await rollUpAt(at('10:02:03'))
    await store([sample('10:02:05'), sample('10:03:00')])
    // 10:02 and 10:03, and the quarter and the hour that they are in.
    expect(await rollUpAt(at('10:03:03'))).toBe(4)
  })
})

test('the usual minute takes one transaction, whatever the number of tables', async () => {
  await store([sample('10:00:00')])
  await rollUpAt(at('10:01:03'))
  await store([sample('10:01:30')])
  let transactions = 0
  const pool = Object.assign(Object.create(db.database.pool), {
    connect: () => {
      transactions += 1
      return db.database.pool.connect()
    },
  })
  expect(await rollUp({ ...options(), pool }, at('10:02:03'))).toBe(3)
  expect(transactions).toBe(1)
})

test('a minute that is spared leaves the coarser tiers to the next full five', async () => {
  sparing = true
  const samples = [sample('10:02:00', 1), sample('10:03:00', 2), sample('10:04:00', 3)]
  await store(samples)
  await rollUpAt(at('10:02:03'))
  expect(await rollUpAt(at('10:03:03'))).toBe(2)
  expect(await rollUpAt(at('10:05:03'))).toBe(4)
  await expectAll(samples)
})

test('a minute that was spared before a stop of hours is not forgotten', async () => {
  sparing = true
  const samples = [sample('10:01:00', 1), sample('13:30:00', 2)]
  await store(samples)
  await rollUpAt(at('10:00:03'))
  await rollUpAt(at('10:02:03'))
  await rollUpAt(at('13:35:03'))
  await expectAll(samples)
})

test('a table that cannot be rolled up holds up no other, and is told of', async () => {
  const broken = { ...table, name: 'broken_metrics' }
  await openRollUps(db.database.prisma, [broken])
  await store([sample('10:00:00')])
  await expect(rollUp({ ...options(), tables: [broken, table] }, at('10:01:03'))).rejects.toThrow('broken_metrics')
  await expectAll([sample('10:00:00')])
})

describe('a stop of many days', () => {
  test('is caught up on, in transactions of an hour, for a host that is down as well', async () => {
    const days = ['2026-05-01', '2026-05-20', '2026-06-09'].map((day) => Date.parse(`${day}T12:00:00Z`))
    const samples = days.flatMap((dayMs) =>
      Array.from({ length: 40 }, (_, index) => ({
        host: hosts[index % 2] ?? 0,
        room: 1,
        timeMs: dayMs + index * 17 * minuteMs,
        level: index,
      })),
    )
    await store(samples)
    await rollUpAt(Date.parse('2026-06-10T00:00:30Z'))
    await expectAll(samples)
  })

  test('goes on where a stop has ended it', async () => {
    const ending = new AbortController()
    await store([sample('00:00:00'), sample('03:00:00'), sample('06:00:00')])
    let transactions = 0
    const pool = Object.assign(Object.create(db.database.pool), {
      connect: () => {
        // The first finds that it is more than a minute.
        if (++transactions === 3) ending.abort()
        return db.database.pool.connect()
      },
    })
    await rollUp({ ...options(), pool, signal: ending.signal }, at('06:00:30'))
    expect((await stored(rolledTiers[2])).size).toBe(2)
    await rollUpAt(at('06:00:30'))
    await expectAll([sample('00:00:00'), sample('03:00:00'), sample('06:00:00')])
  })
})

describe('finer rows that have expired', () => {
  test('leave their buckets as they were, whatever comes late', async () => {
    const samples = ['00', '05', '10', '15'].map((second) => sample(`10:00:${second}`, 2))
    await store(samples)
    await rollUpAt(at('10:30:00'))
    await db.database.pool.query('DELETE FROM rooms_metrics WHERE host_id = ANY($1)', [hosts])
    await store([sample('10:00:20', 100)])
    await rollUpAt(at('10:31:00'))
    await rebuild(options(), at('09:00:00'), at('10:31:00'))
    await expectAll(samples)
  })

  test('do not keep the coarser ones from being rebuilt out of what there is', async () => {
    const samples = [sample('10:00:00', 2), sample('10:14:00', 4)]
    await store(samples)
    await rollUpAt(at('10:30:00'))
    await db.database.pool.query('DELETE FROM rooms_metrics WHERE host_id = ANY($1)', [hosts])
    await db.database.pool.query('DELETE FROM rooms_metrics_15m WHERE host_id = ANY($1)', [hosts])
    await db.database.pool.query('DELETE FROM rooms_metrics_1h WHERE host_id = ANY($1)', [hosts])
    await rebuild(options(), at('00:00:00'), at('10:31:00'))
    await expectAll(samples)
  })

  test('a rebuild begins where it is told to', async () => {
    await store([sample('08:00:00'), sample('10:00:00')])
    await rollUpAt(at('10:30:00'))
    for (const tier of rolledTiers) {
      await db.database.pool.query(`DELETE FROM ${tableOf(table.name, tier)} WHERE host_id = ANY($1)`, [hosts])
    }
    await rebuild(options(), at('09:30:00'), at('10:31:00'))
    await expectAll([sample('10:00:00')])
  })
})

describe('a clock', () => {
  test('that was ahead does not block the present', async () => {
    const ahead = { ...sample('10:00:00'), timeMs: Date.parse('2031-01-01T00:00:00Z') }
    await store([sample('09:59:55'), ahead])
    await rollUpAt(Date.parse('2031-01-01T00:00:03Z'))
    await store([sample('10:00:05')])
    await rollUpAt(at('10:01:03'))
    await store([sample('10:01:05')])
    await rollUpAt(at('10:02:03'))
    await expectAll([sample('09:59:55'), ahead, sample('10:00:05'), sample('10:01:05')])
  })

  test('that was behind finds the later rows when their time comes', async () => {
    await store([sample('10:00:00'), sample('12:00:00')])
    await rollUpAt(at('10:00:03'))
    await expectAll([sample('10:00:00')])
    await rollUpAt(at('12:00:03'))
    await expectAll([sample('10:00:00'), sample('12:00:00')])
  })
})
