import { expect, test } from 'vitest'
import {
  createCourses,
  createSettle,
  liveWindowMs,
  mergePoints,
  numberIn,
  pointAt,
  pointOf,
  type Trace,
} from './points.ts'

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

test('what is over is the same list until the next half minute, and what is fresh follows on it', () => {
  const settle = createSettle(30_000)
  const all = Array.from({ length: 400 }, (_, index) => point(liveWindowMs + index * 5000, index))
  const upTo = (count: number) => settle(all.slice(Math.max(0, count - 181), count))
  const kept = upTo(302).settled
  for (let count = 303; count <= 307; count += 1) {
    const { settled, fresh, endMs } = upTo(count)
    expect(settled).toBe(kept)
    expect([...settled, ...fresh.slice(1)]).toEqual(all.slice(127, count))
    expect(fresh[0]).toBe(settled.at(-1))
    expect(endMs).toBe(all[306]?.timeMs)
  }
  expect(upTo(308).settled).not.toBe(kept)
})

test('what comes late, and other values of the same moments, are drawn', () => {
  const settle = createSettle(30_000)
  const points = [0, 1, 2, 3, 20].map((index) => point(liveWindowMs + index * 5000, index))
  const before = settle(points).settled
  const [late, other] = [point(liveWindowMs + 25_000, 7), point(liveWindowMs + 10_000, 7)]
  expect(settle([...points.slice(0, 4), late, ...points.slice(4)]).settled).toEqual([...before, late])
  expect(settle(points.map((one, index) => (index === 2 ? other : one))).settled[2]).toBe(other)
})

test('a trace of one point, and of none, is all fresh', () => {
  const settle = createSettle(30_000)
  expect(settle([])).toEqual({ settled: [], fresh: [], endMs: 0 })
  expect(settle([point(liveWindowMs + 1000, 5)])).toEqual({
    settled: [],
    fresh: [point(liveWindowMs + 1000, 5)],
    endMs: liveWindowMs + 30_000,
  })
})

test('a course has a slot for each stretch of the window, the last that is over last', () => {
  const slotMs = liveWindowMs / 3
  const at = (slots: number, value: number | null) => point(slots * slotMs, value)
  const courseOf = (...points: ReturnType<typeof at>[]) => createCourses(slotMs)(points)[0]
  expect(courseOf(at(6.1, 3), at(7.5, 1), at(8, 2), at(8.1, 7))).toEqual([3, 1.5])
  expect(courseOf(at(7.1, 3), at(7.5, null), at(8, 1), at(8.1, 7))).toEqual([null, 2])
  // What is as old as the window, but of the slot before its first.
  expect(courseOf(at(5.9, 9), at(7.5, 1), at(9, 7))).toEqual([null, 1])
  expect(courseOf(at(9, 7))).toBeUndefined()
  expect(courseOf()).toBeUndefined()
})

test('courses are the same lists until another slot is over, one for each line', () => {
  const courses = createCourses(liveWindowMs / 3)
  const at = (slot: number, ...values: number[]) => ({ timeMs: (slot * liveWindowMs) / 3, values })
  const points = [at(0.5, 1, 2), at(1, 3, 4), at(1.5, 5, 6)]
  const before = courses(points)
  expect(before).toEqual([
    [null, 2],
    [null, 3],
  ])
  expect(courses([...points, at(2, 7, 8)])).toBe(before)
  expect(courses([...points, at(2, 7, 8), at(2.5, 9, 10)])).toEqual([
    [2, 6],
    [3, 7],
  ])
})

test('the point at a moment is the nearest; in a gap there is none', () => {
  const points = [10_000, 15_000, 20_000, 60_000].map((timeMs) => ({ timeMs, values: [] }))
  const timeAt = (ms: number) => pointAt(points, ms, 5000)?.timeMs
  expect([7000, 8000, 12_000, 13_000, 20_000, 25_000].map(timeAt)).toEqual([
    undefined,
    10_000,
    10_000,
    15_000,
    20_000,
    20_000,
  ])
  expect([26_000, 57_000, 57_500, 60_000].map(timeAt)).toEqual([undefined, undefined, 60_000, 60_000])
})
