import { expect, test } from 'vitest'
import { liveWindowMs } from '../api/points.ts'
import { createSettle, marksUpTo, tracePaths } from './trace-path.ts'

const scale = { endMs: liveWindowMs, most: 100, gapMs: 12_500 }
const point = (timeMs: number, ...values: (number | null)[]) => ({ timeMs: liveWindowMs + timeMs, values })

test('a trace spans the live window, and its area goes down to the foot', () => {
  expect(tracePaths([point(-liveWindowMs, 0), point(-liveWindowMs + 9000, 50), point(0, null)], 0, scale)).toEqual({
    line: 'M0 1000L30 500',
    area: 'M0 1000L0 1000L30 500V1000',
  })
})

test('a gap in time and a missing value are gaps in the line; one lost sample is not', () => {
  const points = [point(-60_000, 100), point(-50_000, 100), point(-30_000, 100), point(-25_000, null), point(0, 100)]
  expect(tracePaths(points, 0, scale).line).toBe('M2800 0L2833 0M2900 0M3000 0')
})

test('each line has its own values, and what exceeds the scale stays within it', () => {
  const points = [point(-5000, 1, 50), point(0, 2, 250)]
  expect(tracePaths(points, 1, scale).line).toBe('M2983 500L3000 0')
  expect(tracePaths([], 0, scale)).toEqual({ line: '', area: '' })
})

test('what is over is the same list until the next half minute, and what is fresh follows on it', () => {
  const settle = createSettle()
  const all = Array.from({ length: 400 }, (_, index) => point(index * 5000, index))
  const upTo = (count: number) => settle(all.slice(Math.max(0, count - 181), count))
  const kept = upTo(302).settled
  for (let count = 303; count <= 307; count += 1) {
    const { settled, fresh, endMs } = upTo(count)
    expect(settled).toBe(kept)
    expect([...settled, ...fresh.slice(1)]).toEqual(all.slice(126, count))
    expect(fresh[0]).toBe(settled.at(-1))
    expect(endMs).toBe(all[306]?.timeMs)
  }
  expect(upTo(308).settled).not.toBe(kept)
})

test('what comes late, and other values of the same moments, are drawn', () => {
  const settle = createSettle()
  const points = [0, 1, 2, 3, 20].map((index) => point(index * 5000, index))
  const before = settle(points).settled
  const [late, other] = [point(25_000, 7), point(10_000, 7)]
  expect(settle([...points.slice(0, 4), late, ...points.slice(4)]).settled).toEqual([...before, late])
  expect(settle(points.map((one, index) => (index === 2 ? other : one))).settled[2]).toBe(other)
})

test('a trace of one point, and of none, is all fresh', () => {
  const settle = createSettle()
  expect(settle([])).toEqual({ settled: [], fresh: [], endMs: 0 })
  expect(settle([point(1000, 5)])).toEqual({ settled: [], fresh: [point(1000, 5)], endMs: liveWindowMs + 30_000 })
})

test.each([
  [100, [1, 25, 50], [0, 25, 50, 75, 100]],
  [11, [1, 2, 4], [0, 4, 8]],
  [1000, [1, 2], [0, 200, 400, 600, 800, 1000]],
])('up to %d by one of %o has the marks %o', (most, steps, marks) => {
  expect(marksUpTo(most, steps)).toEqual(marks)
})
