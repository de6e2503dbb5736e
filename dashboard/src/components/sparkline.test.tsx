import { expect, test } from 'vitest'
import { sparkPath } from './sparkline.tsx'

test.each([
  [[0, 10], 10, 'M0.0 23.0L100.0 1.0'],
  [[5, null, 5, 10], 10, 'M0.0 12.0M66.7 12.0L100.0 1.0'],
  [[null, null], 10, ''],
  [[20], 10, 'M0.0 1.0'],
  [[], 10, ''],
])('%o of at most %d is %s', (values, most, path) => {
  expect(sparkPath(values, most)).toBe(path)
})

test('a line may start above 0', () => {
  expect(sparkPath([40, 60], 60, 40)).toBe('M0.0 23.0L100.0 1.0')
})
