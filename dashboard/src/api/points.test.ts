import { expect, test } from 'vitest'
import { liveWindowMs, mergePoints, pointOf, toColumns } from './points.ts'

const point = (timeMs: number, cpu: number | null = 1) => ({ timeMs, cpu, memory: null })

test('a sample becomes a point in percent; what is missing stays so', () => {
  const sample = { timestamp: '1970-01-01T00:00:05.000Z', cpu_usage: 3, memory_used: 1, memory_total: 4 }
  expect(pointOf(sample)).toEqual({ timeMs: 5000, cpu: 3, memory: 25 })
  expect(pointOf({ ...sample, cpu_usage: null, memory_total: null })).toEqual({ timeMs: 5000, cpu: null, memory: null })
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

test('a gap in time is a gap in the line', () => {
  expect(toColumns([point(0), point(5000), point(30_000)], 12_500)).toEqual([
    [0, 5, 5.001, 30],
    [1, 1, null, 1],
    [null, null, null, null],
  ])
})
