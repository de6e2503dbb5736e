import { expect, test } from 'vitest'
import { sparkStretches } from './sparkline.tsx'

test.each([
  [[0, 10], 10, ['0 230 1000 10']],
  [[5, null, 5, 10], 10, ['0 120', '667 120 1000 10']],
  [[null, null], 10, []],
  [[20], 10, ['0 10']],
  [[], 10, []],
])('%o of at most %d is %o', (values, most, stretches) => {
  expect(sparkStretches(values, most)).toEqual(stretches)
})

test('a line may start above 0', () => {
  expect(sparkStretches([40, 60], 60, 40)).toEqual(['0 230 1000 10'])
})
