import { expect, test } from 'vitest'
import { liveWindowMs, mergePoints, numberIn, pointOf, type Trace, toColumns } from './points.ts'

const point = (timeMs: number, value: number | null = 1) => ({ timeMs, values: [value, null] })
const trace: Trace = {
  family: 'probe',
  fields: ['level'],
  read: (row) => [numberIn(row, 'level'), numberIn(row, 'size')],
}

test('a sample becomes a point; what is missing stays so', () => {
  const sample = { timestamp: '1970-01-01T00:00:05.000Z', level: 3, size: null }
  expect(pointOf(trace, sample)).toEqual({ timeMs: 5000, values: [3, null] })
})

test('lists are merged in order, each moment once, within the window', () => {
  const merged = mergePoints([point(5000), point(10_000)], [point(0), point(10_000, 2)])
  expect(merged).toEqual([point(0), point(5000), point(10_000, 2)])
  expect(mergePoints(merged, [point(liveWindowMs + 5000)]).map(({ timeMs }) => timeMs)).toEqual([
    5000,
    10_000,
    liveWindowMs + 5000,
  ])
  expect(mergePoints([], [])).toEqual([])
})

test('points of a clock that was set back give way to what comes', () => {
  expect(mergePoints([point(5000), point(3_600_000)], [point(10_000)])).toEqual([point(5000), point(10_000)])
})

test('a gap in time is a gap in the lines', () => {
  expect(toColumns([point(0), point(5000), point(30_000)], 2, 12_500)).toEqual([
    [0, 5, 5.001, 30],
    [1, 1, null, 1],
    [null, null, null, null],
  ])
})
