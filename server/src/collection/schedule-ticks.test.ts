import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLogger } from '../platform/logger.ts'
import { scheduleTicks } from './schedule-ticks.ts'

const start = Date.parse('2026-03-29T00:59:52.400Z')
let ticks: string[]
let stop: () => void
let heldUpMs: number
let late: number

function begin() {
  const startedMs = performance.now()
  stop = scheduleTicks({
    intervalMs: 5000,
    onLate: () => {
      late += 1
    },
    onTick: (tickMs) => ticks.push(new Date(tickMs).toISOString().slice(11, 19)),
    // `setSystemTime` does not move the fake `performance`: it is the monotonic clock.
    monotonicMs: () => performance.now() - startedMs + heldUpMs,
    log: createLogger('silent'),
  })
}

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  ticks = []
  heldUpMs = 0
  late = 0
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

describe('ticks', () => {
  test('begin with the one just passed and are aligned to the clock', async () => {
    begin()
    await vi.advanceTimersByTimeAsync(12_000)
    expect(ticks).toEqual(['00:59:50', '00:59:55', '01:00:00'])
  })

  test('are neither lost nor doubled over hours, across a change to summer time', async () => {
    begin()
    await vi.advanceTimersByTimeAsync(2 * 3_600_000)
    expect(ticks).toHaveLength(1 + (2 * 3600) / 5)
    expect(new Set(ticks).size).toBe(ticks.length)
    expect(late).toBe(0)
  })

  test('that come late by less than an interval still come, with their own time', async () => {
    begin()
    await vi.advanceTimersByTimeAsync(1000)
    // The loop is held up from :53.4 to :57.4, so that the timer for :55 fires there.
    heldUpMs = 4000
    vi.setSystemTime(start + 1000 + heldUpMs)
    await vi.advanceTimersByTimeAsync(7600)
    expect(ticks).toEqual(['00:59:50', '00:59:55', '01:00:00', '01:00:05'])
    expect(late).toBe(1)
  })

  test('follow a clock that is set back, without waiting for it', async () => {
    begin()
    await vi.advanceTimersByTimeAsync(3000)
    vi.setSystemTime(Date.parse('2026-03-28T12:00:01.000Z'))
    await vi.advanceTimersByTimeAsync(16_000)
    expect(ticks.slice(2)).toEqual(['12:00:05', '12:00:10', '12:00:15'])
  })

  test('follow a clock that is set forward by a year, without counting the ticks between', async () => {
    begin()
    await vi.advanceTimersByTimeAsync(3000)
    vi.setSystemTime(Date.parse('2027-03-29T08:00:01.000Z'))
    await vi.advanceTimersByTimeAsync(16_000)
    expect(ticks.slice(2)).toEqual(['08:00:05', '08:00:10', '08:00:15'])
  })
})
