import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PrismaClient } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { startUpkeep } from './start-upkeep.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
let minutes: string[]
let expiries: string[]
let days: string[]
let stop: () => Promise<void>

const now = () => new Date().toISOString().slice(11, 16)

// What is done is tested on a database; here it is when, for a database without a family.
const client = { query: async () => ({ rows: [] }), release: () => undefined }
const pool = { connect: async () => client } as unknown as Pool

async function begin({ settle = async (): Promise<void> => undefined } = {}) {
  stop = await startUpkeep({
    prisma: {} as PrismaClient,
    pool,
    tables: [],
    // `setSystemTime` does not move the fake `performance`: it is the monotonic clock.
    monotonicMs: () => performance.now(),
    settle: () => {
      minutes.push(now())
      return settle()
    },
    samplesWait: () => {
      expiries.push(now())
      return false
    },
    jobs: [() => Promise.reject(new Error('broken')), async () => void days.push(now())],
    log: createLogger('silent'),
  })
}

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse('2026-03-29T00:34:10Z'),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  minutes = []
  expiries = []
  days = []
})
afterEach(async () => {
  await stop()
  vi.useRealTimers()
})

test('rolls up each minute, also while local time jumps to summer', async () => {
  await begin()
  await vi.advanceTimersByTimeAsync(2 * hourMs)
  expect(minutes).toHaveLength(120)
  expect(new Set(minutes).size).toBe(120)
})

test('drops every ten minutes, and nothing in the first ten', async () => {
  await begin()
  await vi.advanceTimersByTimeAsync(30 * minuteMs)
  expect(expiries).toEqual(['00:50', '01:00'])
})

test('does the jobs of the day once, the others although one fails', async () => {
  await begin()
  await vi.advanceTimersByTimeAsync(25 * hourMs)
  expect(days).toEqual(['03:17'])
})

test('leaves a minute out while the one before is still under way', async () => {
  let end = () => {}
  await begin({ settle: () => new Promise<void>((resolve) => (end = resolve)) })
  await vi.advanceTimersByTimeAsync(3 * minuteMs)
  expect(minutes).toEqual(['00:35'])
  end()
  await vi.advanceTimersByTimeAsync(minuteMs)
  expect(minutes).toEqual(['00:35', '00:38'])
  end()
})

describe('a clock that is set', () => {
  test.each([
    ['back by an hour', -hourMs],
    ['ahead by a day', 24 * hourMs],
    ['ahead by years', 3 * 365 * 24 * hourMs],
  ])('%s: the minutes go on, and nothing is dropped for ten', async (_, byMs) => {
    await begin()
    await vi.advanceTimersByTimeAsync(20 * minuteMs)
    expect(expiries).toEqual(['00:50'])
    vi.setSystemTime(Date.now() + byMs)
    const before = minutes.length
    await vi.advanceTimersByTimeAsync(9 * minuteMs)
    expect(minutes.length - before).toBeGreaterThanOrEqual(8)
    expect(minutes.length - before).toBeLessThanOrEqual(10)
    expect(expiries).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(11 * minuteMs)
    expect(expiries).toHaveLength(2)
  })
})

test('a clock that is set ahead just before a minute is due: what was missed is neither walked through nor told', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  await begin()
  await vi.advanceTimersByTimeAsync(51_000)
  vi.setSystemTime(Date.now() + 24 * hourMs)
  await vi.advanceTimersByTimeAsync(5000)
  expect([minutes, warn.mock.calls]).toEqual([['00:35'], []])
  warn.mockRestore()
})

test('ends after what is under way, and does nothing afterwards', async () => {
  let end = () => {}
  await begin({ settle: () => new Promise<void>((resolve) => (end = resolve)) })
  await vi.advanceTimersByTimeAsync(minuteMs)
  let isStopped = false
  const stopping = stop().then(() => (isStopped = true))
  await vi.advanceTimersByTimeAsync(10)
  expect(isStopped).toBe(false)
  end()
  await stopping
  await vi.advanceTimersByTimeAsync(hourMs)
  expect(minutes).toEqual(['00:35'])
})
