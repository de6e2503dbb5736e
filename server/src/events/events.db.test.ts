import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventsQuerySchema, eventsSchema } from '@home-zenith/contract'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { useTestDatabase } from '../../test/test-database.ts'
import { createLogger } from '../platform/logger.ts'
import { EventLog, eventRoutes } from './index.ts'
import type { Note } from './note.ts'

const db = useTestDatabase()
const log = createLogger('silent')
let hostId: number
let file: string

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'events.json')
  const host = await db.database.prisma.host.create({ data: { key: folder, hostname: 'pi' } })
  hostId = host.id
})

const at = (time: string) => `2026-01-05T${time}.000Z`
const target = () => ({ prisma: db.database.prisma, hostId, table: 'system_metrics' })
const start = (time: string, boot_id = 'b1', spooled: string | null = null): Note => ({
  kind: 'start',
  timestamp: at(time),
  boot_id,
  spooled_until: spooled && at(spooled),
  ordered: null,
})
const stop = (time: string): Note => ({ kind: 'clean_stop', timestamp: at(time), until: null, message: 'stopped' })

/** A run of the server from its start on. */
async function run(...notes: Note[]): Promise<EventLog> {
  const events = new EventLog(file, log)
  for (const note of notes) await events.note(note)
  await events.begin(target())
  return events
}

async function ask(query: Record<string, string> = {}) {
  const [route] = eventRoutes({ prisma: db.database.prisma, hostId: () => hostId })
  const call = { query: eventsQuerySchema.parse(query), body: undefined, params: {}, request: undefined as never }
  const answer = await route?.handle(call, undefined as never)
  return eventsSchema.parse(answer?.body)
}

const told = async (query: Record<string, string> = {}) =>
  (await ask(query)).items.map(({ kind, timestamp }) => `${timestamp.slice(11, 19)} ${kind}`)

describe('the log', () => {
  test('drops what the database refuses for what it holds, and goes on', async () => {
    await run(start('10:00:00', 'b\u0000'), start('10:00:10'))
    expect(await told()).toEqual(['10:00:10 start'])
  })

  test('tells clean from unclean stops, and reboots, by what is stored', async () => {
    await db.database.prisma.$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS system_metrics_20260105
      PARTITION OF system_metrics FOR VALUES FROM ('2026-01-05T00:00:00Z') TO ('2026-01-06T00:00:00Z')`)
    await (await run(start('10:00:00'))).note(stop('10:30:00'))
    await run(start('11:00:00'))
    await db.database.prisma.systemMetric.createMany({
      data: ['11:20:00', '13:00:00'].map((time) => ({ host_id: hostId, timestamp: at(time) })),
    })
    // The later sample lies in this run's future: a clock was ahead.
    await run(start('12:00:00', 'b2'))
    expect(await told()).toEqual([
      '12:00:00 start',
      '11:20:00 reboot',
      '11:20:00 unclean_stop',
      '11:00:00 start',
      '10:30:00 clean_stop',
      '10:00:00 start',
    ])
  })

  test('knows of the samples that wait on disk', async () => {
    await run(start('10:00:00'))
    await run(start('12:00:00', 'b1', '11:50:00'))
    expect(await told()).toContain('11:50:00 unclean_stop')
  })

  test('keeps what happens while the database is away, in a file, through a kill', async () => {
    const { prisma } = db.database
    const events = await run(start('10:00:00'))
    await prisma.$executeRawUnsafe('ALTER TABLE events RENAME TO hidden')
    await events.note({ kind: 'gap', timestamp: at('10:10:00'), until: at('10:20:00'), message: 'slept' })
    await new EventLog(file, log).note(stop('10:30:00'))
    await new EventLog(file, log).note(start('11:00:00'))
    await prisma.$executeRawUnsafe('ALTER TABLE hidden RENAME TO events')
    await run(start('12:00:00'))
    expect(await told()).toEqual([
      '12:00:00 start',
      '11:00:00 unclean_stop',
      '11:00:00 start',
      '10:30:00 clean_stop',
      '10:10:00 gap',
      '10:00:00 start',
    ])
    expect(() => readFileSync(file)).toThrow(/ENOENT/)
  })

  test('enters nothing twice when an answer was lost', async () => {
    await run(start('10:00:00'), stop('10:30:00'))
    await run(start('11:00:00'))
    await run(start('10:00:00'), stop('10:30:00'), start('11:00:00'))
    expect(await told()).toEqual(['11:00:00 start', '10:30:00 clean_stop', '10:00:00 start'])
  })

  test('a start by a clock that was behind is corrected, with the reboot before it, once', async () => {
    await (await run(start('10:00:00'))).note(stop('10:30:00'))
    const events = await run(start('10:30:20', 'b2'))
    for (let time = 0; time < 2; time += 1)
      await events.note({ kind: 'clock_set', start: at('10:30:20'), forward_ms: 54_000 })
    const { items } = await ask()
    expect(items.map(({ kind, timestamp, until, message }) => [kind, timestamp, until, message]).slice(0, 3)).toEqual([
      ['start', at('10:31:14'), null, 'started after 74 s'],
      ['reboot', at('10:30:00'), at('10:31:14'), 'the machine was rebooted: back after 74 s'],
      ['clean_stop', at('10:30:00'), null, 'stopped'],
    ])
  })

  test('so is one whose clock lay before the stop, and the first of all', async () => {
    const first = await run(start('10:00:00'))
    for (const forwardMs of [20_000, 40_000]) await first.correctStart(forwardMs)
    await first.note(stop('10:30:00'))
    const events = await run(start('10:20:00', 'b2'))
    await events.correctStart(1_200_000)
    expect((await ask()).items.map(({ message }) => message)).toEqual([
      'started after 10 min',
      'the machine was rebooted: back after 10 min',
      'stopped',
      'started for the first time',
    ])
    expect(await told()).toContain('10:01:00 start')
  })

  test('begins anew when its file is damaged', async () => {
    writeFileSync(file, '[{"kind":"sta')
    await run(start('10:00:00'))
    expect(await told()).toEqual(['10:00:00 start'])
  })
})

describe('GET /api/events', () => {
  test('gives what was going on in the range, newest first, page by page', async () => {
    const events = await run(start('10:00:00'))
    await events.note({ kind: 'gap', timestamp: at('10:10:00'), until: at('10:40:00'), message: 'slept' })
    for (const time of ['10:30:00', '11:00:00']) await events.note(stop(time))
    expect(await told({ from: at('10:20:00'), to: at('11:00:00') })).toEqual(['10:30:00 clean_stop', '10:10:00 gap'])
    const first = await ask({ limit: '3' })
    expect(first.items).toHaveLength(3)
    const second = await ask({ limit: '3', cursor: first.next_cursor ?? '' })
    expect(second).toEqual({ items: [expect.objectContaining({ kind: 'start', host: hostId })] })
  })

  test('names what does not fit', async () => {
    await expect(ask({ from: at('11:00:00'), to: at('10:00:00') })).rejects.toThrow(
      /invalid_request: .*from: is not before/,
    )
    await expect(ask({ host: '32000' })).rejects.toThrow(/invalid_request: .*there is no host 32000/)
    expect(eventsQuerySchema.safeParse({ cursor: 'x' }).success).toBe(false)
    expect(await ask({ from: '-999999d', to: '-90000d' }).catch((err) => err.code)).toBe('invalid_request')
  })
})
