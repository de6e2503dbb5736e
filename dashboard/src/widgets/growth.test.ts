import { expect, test } from 'vitest'
import { growthOf } from './growth.ts'

const times = Array.from({ length: 90 }, (_, index) => 1_800_000_000 + index * 960)
const grow = (from: number, to: number) =>
  times.map((_, index) => (index < from || index > to ? null : 1000 + 10 * index))

test.each([
  ['a day', grow(0, 89), { bytes: 890, hours: 24 }],
  ['two hours', grow(80, 88), { bytes: 80, hours: 2 }],
  ['a little more than an hour', grow(85, 89), { bytes: 40, hours: 1 }],
  ['less than an hour', grow(86, 89), null],
  ['a step', grow(89, 89), null],
  ['nothing', [], null],
])('of %s', (_, values, growth) => {
  expect(growthOf(times, values)).toEqual(growth)
})
