import { expect, test } from 'vitest'
import { probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { watchSampling } from './watch-sampling.ts'

const startMs = Date.parse('2026-03-29T00:59:00.000Z')
const family = probeFamily as Family

let setForwardMs: number[]

/** What is noted of samples that come so many seconds after the one before, by each of the three clocks. */
function noted(...steps: { wall: number; monotonic?: number; asleep?: number }[]) {
  const gaps: [string, string | null, string][] = []
  let [wallMs, monotonicMs, asleepMs] = [startMs, 1_000_000, 77_000]
  setForwardMs = []
  const clocks = { wallMs: () => wallMs, monotonicMs: () => monotonicMs, bootMs: () => monotonicMs + asleepMs }
  const watch = watchSampling(
    family,
    clocks,
    (gap) => {
      if (gap.kind === 'gap') gaps.push([gap.timestamp.slice(11, 19), gap.until?.slice(11, 19) ?? null, gap.message])
    },
    (forwardMs) => setForwardMs.push(forwardMs),
  )
  const sample = () => watch(family, { timestamp: new Date(wallMs).toISOString() })
  sample()
  for (const { wall, asleep = 0, monotonic = wall - asleep } of steps) {
    wallMs += wall * 1000
    monotonicMs += monotonic * 1000
    asleepMs += asleep * 1000
    watch({ ...family, name: 'other' }, { timestamp: new Date(wallMs - 1000).toISOString() })
    sample()
  }
  return gaps
}

test('a few failed ticks are no gap, nor is a change to summer time, nor a clock that is slewed', () => {
  expect(noted({ wall: 5 }, { wall: 20 }, { wall: 3600, monotonic: 3599 })).toHaveLength(1)
  expect(noted({ wall: 5 }, { wall: 20 }, { wall: 5, monotonic: 5.01 }, { wall: 5 })).toEqual([])
})

test('a process that hung leaves a gap from its last sample to the next', () => {
  expect(noted({ wall: 5 }, { wall: 25 }, { wall: 5 })).toEqual([
    ['00:59:05', '00:59:30', 'nothing was sampled for 25 s'],
  ])
})

test('a machine that slept is told from one that was busy, each time anew', () => {
  expect(noted({ wall: 3600, asleep: 3595 }, { wall: 5 }, { wall: 60 }).map(([, , message]) => message)).toEqual([
    'nothing was sampled for 60 min: the machine slept',
    'nothing was sampled for 60 s',
  ])
})

test('a clock that is set forward is named, and one that is set back is no gap', () => {
  expect(noted({ wall: 7200, monotonic: 5 })).toEqual([['00:59:00', '02:59:00', 'the clock was set forward by 2 h']])
  expect(noted({ wall: -7200, monotonic: 5 }, { wall: 5 })).toEqual([])
  expect(noted({ wall: 20, monotonic: 5 }, { wall: 15 }, { wall: 3600, asleep: 3595 })).toHaveLength(1)
  expect(setForwardMs).toEqual([15_000])
})
