import { expect, test } from 'vitest'
import { createCourse, createCourses, liveWindowMs, mergePoints, numberIn, pointOf, type Trace } from './points.ts'

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

test('a course has a slot for each stretch of the window, the last that is over last', () => {
  const slotMs = liveWindowMs / 3
  const at = (slots: number, value: number | null) => point(slots * slotMs, value)
  const course = createCourse(0, slotMs)
  expect(course([at(6.1, 3), at(8, 1), at(8.5, 2), at(8.6, null), at(9, 7)])).toEqual([3, null, 1.5])
  // What is as old as the window, but of the slot before its first.
  expect(course([at(5.9, 9), at(8, 1), at(9, 7)])).toEqual([null, null, 1])
  expect(course([])).toEqual([null, null, null])
})

test('a course is the same list until one of its slots is another', () => {
  const course = createCourse(0, liveWindowMs / 3)
  const [first, second, third] = [0, 1, 2].map((slot) => point((slot * liveWindowMs) / 3, slot))
  if (!first || !second || !third) throw new Error('no points')
  const before = course([first, second])
  expect(course([first, second, { ...second, timeMs: second.timeMs + 1 }])).toBe(before)
  expect(course([first, second, third])).not.toBe(before)
})

test('courses are the same list until one of them is another', () => {
  const courses = createCourses(2, liveWindowMs / 3)
  const at = (slot: number, values: number[]) => ({ timeMs: (slot * liveWindowMs) / 3, values })
  const before = courses([at(0, [1, 2]), at(1, [3, 4])])
  expect(before).toEqual([
    [null, null, 1],
    [null, null, 2],
  ])
  expect(courses([at(0, [1, 2]), at(1.5, [5, 6])])).toBe(before)
  expect(courses([at(0, [1, 2]), at(1, [3, 4]), at(2, [5, 6])])).not.toBe(before)
})
