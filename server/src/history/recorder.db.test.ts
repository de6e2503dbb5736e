import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createProbeTable, probe, probeFamily } from '../../test/probe-family.ts'
import { createRoomsTables, roomsFamily } from '../../test/series-family.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createTestRecorder, makeSpoolFolder } from '../../test/test-recorder.ts'
import type { Family } from '../metrics/family.ts'
import { recordLog } from '../platform/database/embedded/testing.ts'
import { type Recorder, Spool } from './index.ts'

const db = useTestDatabase()
const families = [probeFamily, roomsFamily as Family]
const hostId = 7
let day = 10

/** A database with a table of its own for each test: what is stored of one is not seen by another. */
async function prepare() {
  const { prisma } = db.database
  await prisma.$executeRawUnsafe('DROP TABLE IF EXISTS probe_metrics, rooms_metrics, rooms CASCADE')
  await createProbeTable(prisma)
  await createRoomsTables(prisma)
  day += 1
  const { log, lines } = recordLog()
  const folder = makeSpoolFolder()
  /** As a start of the server does: what waits on disk is found again. */
  const restart = async (chunkBytes = 1 << 16) => {
    const spool = await Spool.open({ folder, log, chunkBytes })
    onTestFinished(() => spool.close())
    return { spool, recorder: await createTestRecorder(db, families, { spool, log }) }
  }
  const time = (second: number) => new Date(Date.UTC(2026, 2, day) + second * 1000).toISOString()
  const hide = () => prisma.$executeRawUnsafe('ALTER TABLE probe_metrics RENAME TO hidden')
  const bringBack = () => prisma.$executeRawUnsafe('ALTER TABLE hidden RENAME TO probe_metrics')
  const levels = async () => {
    const rows = await prisma.$queryRawUnsafe<{ level: number }[]>('SELECT level FROM probe_metrics ORDER BY timestamp')
    return rows.map(({ level }) => level)
  }
  return { lines, restart, time, hide, bringBack, levels, messages: () => lines.map(({ msg }) => msg) }
}

const untilReplayed = (spool: Spool, recorder: Recorder) =>
  vi.waitFor(() => expect([spool.isEmpty, recorder.isStoring]).toEqual([true, true]), 10_000)
const numbers = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index)

describe('while the database is away', () => {
  test('samples wait on disk from before it is reached, through a kill, and are stored with their own times', async () => {
    const { restart, time, levels } = await prepare()
    const killed = await restart()
    for (const number of numbers(3)) killed.recorder.record(probeFamily, probe(time(number * 5), number))
    await killed.recorder.flush()
    expect([killed.recorder.isStoring, killed.spool.isEmpty]).toEqual([false, false])

    const { recorder, spool } = await restart()
    expect(spool.newestMs).toBe(Date.parse(time(10)))
    recorder.record(probeFamily, probe(time(15), 3))
    await recorder.begin(db.database, hostId)
    await untilReplayed(spool, recorder)
    expect(await levels()).toEqual([0, 1, 2, 3])
  })

  test('it is said once, and once when it is back; nothing is lost or doubled', async () => {
    const { restart, time, hide, bringBack, levels, messages } = await prepare()
    const { recorder, spool } = await restart()
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe(time(0), 0))
    await recorder.flush()
    await hide()
    for (const number of numbers(4, 1)) {
      recorder.record(probeFamily, probe(time(number * 5), number))
      await recorder.flush()
    }
    expect(recorder.isStoring).toBe(false)
    await bringBack()
    recorder.record(probeFamily, probe(time(25), 5))
    await recorder.flush()
    await untilReplayed(spool, recorder)
    expect(await levels()).toEqual(numbers(6))
    const said = messages().map((message) => message.split(':')[0])
    for (const message of ['samples wait on disk until the database takes them', 'samples are stored again'])
      expect(said.filter((one) => one === message)).toHaveLength(1)
    recorder.record(probeFamily, probe(time(30), 6))
    await recorder.flush()
    expect([await levels(), spool.isEmpty]).toEqual([numbers(7), true])
  })

  test('a database that hangs is taken for away: the batch is on disk before the next sample', async () => {
    const { restart, time, levels } = await prepare()
    const { recorder, spool } = await restart()
    await recorder.begin(db.database, hostId)
    const lock = await db.database.pool.connect()
    try {
      await lock.query('BEGIN; LOCK TABLE probe_metrics')
      recorder.record(probeFamily, probe(time(0), 0))
      await recorder.flush()
      expect([recorder.isStoring, spool.isEmpty]).toEqual([false, false])
      recorder.record(probeFamily, probe(time(5), 1))
      await recorder.flush()
      await recorder.stop()
    } finally {
      await lock.query('ROLLBACK')
      lock.release()
    }
    const next = await restart()
    await next.recorder.begin(db.database, hostId)
    await untilReplayed(next.spool, next.recorder)
    expect(await levels()).toEqual([0, 1])
  })

  test('new samples are stored while many still wait on disk', async () => {
    const { restart, time, levels } = await prepare()
    const before = await restart()
    for (const number of numbers(2000)) before.recorder.record(probeFamily, probe(time(number * 5), number))
    await before.recorder.flush()
    const { recorder, spool } = await restart(1)
    await recorder.begin(db.database, hostId)
    recorder.record(probeFamily, probe(time(20_000), 5000))
    await recorder.flush()
    expect([(await levels()).at(-1), spool.isEmpty]).toEqual([5000, false])
    await untilReplayed(spool, recorder)
    expect(await levels()).toEqual([...numbers(2000), 5000])
  })
})

describe('when the disk takes nothing either', () => {
  test('samples wait in memory, and it is said', async () => {
    const { restart, time, levels, messages } = await prepare()
    const { recorder, spool } = await restart()
    const append = vi.spyOn(spool, 'append').mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }))
    for (const number of numbers(250)) recorder.record(probeFamily, probe(time(number * 5), number))
    await recorder.flush()
    await recorder.flush()
    expect(messages().filter((message) => message.includes('cannot wait on disk either'))).toHaveLength(1)
    append.mockRestore()
    await recorder.begin(db.database, hostId)
    expect([recorder.isStoring, await levels()]).toEqual([true, numbers(250)])
  })
})

describe('what the database refuses for its content', () => {
  const room = (name: string) => ({ rooms: [{ room: name, title: 'hall', level: 1 }] })

  test('is dropped with a word; all around it is stored, from memory and from disk', async () => {
    const { restart, time, levels, lines } = await prepare()
    const recordAll = (recorder: Recorder, from: number) => {
      for (const number of numbers(20, from)) recorder.record(probeFamily, probe(time(number * 5), number))
      recorder.record(probeFamily, probe(time(1000 + from), 1, 0.5))
      recorder.record(roomsFamily as Family, { timestamp: time(2000 + from), ...room('a\0b') } as never)
    }
    const before = await restart()
    recordAll(before.recorder, 0)
    await before.recorder.flush()
    const { recorder, spool } = await restart()
    recordAll(recorder, 20)
    await recorder.begin(db.database, hostId)
    await untilReplayed(spool, recorder)
    expect(await levels()).toEqual(numbers(40))
    const dropped = lines.filter(({ msg }) => msg.includes('refused for what it holds'))
    expect(dropped.map(({ family }) => family).sort()).toEqual(['probe', 'probe', 'rooms', 'rooms'])
  })

  test('so is a sample of another shape, and a family that is not known any more is left out', async () => {
    const { restart, time, levels, messages } = await prepare()
    const before = await restart()
    before.recorder.record(roomsFamily as Family, { timestamp: time(0) })
    before.recorder.record({ ...probeFamily, name: 'gone' } as Family, probe(time(0), 9))
    before.recorder.record({ ...probeFamily, name: 'gone' } as Family, probe(time(5), 9))
    before.recorder.record(probeFamily, probe(time(0), 1))
    await before.recorder.flush()
    const { recorder, spool } = await restart()
    await recorder.begin(db.database, hostId)
    await untilReplayed(spool, recorder)
    expect(await levels()).toEqual([1])
    expect(messages().filter((message) => message.includes('this version does not know'))).toHaveLength(1)
  })
})
