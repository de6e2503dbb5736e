import { expect, test } from 'vitest'
import { liveWindowMs } from '../api/points.ts'
import { marksUpTo, tracePaths } from './trace-path.ts'

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

test.each([
  [100, [1, 25, 50], [0, 25, 50, 75, 100]],
  [11, [1, 2, 4], [0, 4, 8]],
  [1000, [1, 2], [0, 200, 400, 600, 800, 1000]],
])('up to %d by one of %o has the marks %o', (most, steps, marks) => {
  expect(marksUpTo(most, steps)).toEqual(marks)
})
