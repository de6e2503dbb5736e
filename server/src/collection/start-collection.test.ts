import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { createLogger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { startCollection } from './start-collection.ts'

test('a family that is never primed holds up no other, and is closed at the stop', async () => {
  let closed = 0
  const hung = {
    ...probeFamily,
    name: 'hung',
    timeoutMs: 60_000,
    createCollector: () => ({
      prime: () => new Promise(() => {}),
      collect: async () => ({}),
      close: () => {
        closed += 1
      },
    }),
  } as unknown as Family
  const seen = await new Promise<string>((resolve) => {
    const collection = startCollection({
      families: [hung, probeFamily as Family],
      machine: { monotonicMs: () => 0 } as Machine,
      sinks: [
        ({ name }) => {
          expect(collection.costs().map(({ family }) => family)).toEqual(['hung', 'probe'])
          collection.stop()
          resolve(name)
        },
      ],
      log: createLogger('silent'),
    })
  })
  expect([seen, closed]).toEqual(['probe', 1])
})

test('each family has its own ticks of one schedule, aligned to the clock, none twice', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-03-29T00:59:52.400Z') })
  const seen: string[] = []
  const slow = { ...probeFamily, name: 'slow', intervalMs: 15_000 }
  const collection = startCollection({
    families: [probeFamily as Family, slow as Family],
    machine: { monotonicMs: () => performance.now() } as Machine,
    sinks: [({ name }, { timestamp }) => seen.push(`${name} ${timestamp.slice(14, 19)}`)],
    log: createLogger('silent'),
  })
  try {
    // The counters are primed in real time.
    while (seen.length < 2) await delay(10)
    await vi.advanceTimersByTimeAsync(23_000)
    expect(seen).toEqual([
      ...['probe 59:50', 'slow 59:45', 'probe 59:55', 'probe 00:00'],
      ...['slow 00:00', 'probe 00:05', 'probe 00:10', 'probe 00:15', 'slow 00:15'],
    ])
    expect(collection.costs().map(({ late, failed }) => late + failed)).toEqual([0, 0])
  } finally {
    collection.stop()
    vi.useRealTimers()
  }
})

test('where the next tick is near, the first sample is of it', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-03-29T00:59:54.400Z') })
  const seen: string[] = []
  const collection = startCollection({
    families: [probeFamily as Family],
    machine: { monotonicMs: () => performance.now() } as Machine,
    sinks: [(_family, { timestamp }) => seen.push(timestamp.slice(14, 19))],
    log: createLogger('silent'),
  })
  try {
    // The counters are primed in real time.
    await delay(500)
    expect(seen).toEqual([])
    await vi.advanceTimersByTimeAsync(6000)
    expect(seen).toEqual(['59:55', '00:00'])
  } finally {
    collection.stop()
    vi.useRealTimers()
  }
})
