import { expect, test } from 'vitest'
import { liveWindowMs, type TracePoint } from '../api/points.ts'
import { marksUpTo, traceStretches } from './trace-stretches.ts'

const scale = { endMs: liveWindowMs, most: 100, gapMs: 12_500 }
const point = (timeMs: number, ...values: (number | null)[]) => ({ timeMs: liveWindowMs + timeMs, values })
const linesOf = (points: TracePoint[], line: number) => traceStretches(points, line, scale).map((one) => one.line)

test('a trace spans the live window, and its area goes down to the foot', () => {
  expect(traceStretches([point(-liveWindowMs, 0), point(-liveWindowMs + 9000, 50), point(0, null)], 0, scale)).toEqual([
    { line: '0 1000 30 500', area: '0 1000 0 1000 30 500 30 1000' },
  ])
})

test('a gap in time and a missing value are gaps in the line; one lost sample is not', () => {
  const points = [point(-60_000, 100), point(-50_000, 100), point(-30_000, 100), point(-25_000, null), point(0, 100)]
  expect(linesOf(points, 0)).toEqual(['2800 0 2833 0', '2900 0', '3000 0'])
})

test('each line has its own values, and what exceeds the scale stays within it', () => {
  const points = [point(-5000, 1, 50), point(0, 2, 250)]
  expect(linesOf(points, 1)).toEqual(['2983 500 3000 0'])
  expect(linesOf([], 0)).toEqual([])
})

test.each([
  [100, [1, 25, 50], [0, 25, 50, 75, 100]],
  [11, [1, 2, 4], [0, 4, 8]],
  [1000, [1, 2], [0, 200, 400, 600, 800, 1000]],
])('up to %d by one of %o has the marks %o', (most, steps, marks) => {
  expect(marksUpTo(most, steps)).toEqual(marks)
})
