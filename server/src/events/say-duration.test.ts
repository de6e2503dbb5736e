import { expect, test } from 'vitest'
import { sayDuration } from './say-duration.ts'

test.each([
  [0, '0 s'],
  [74_400, '74 s'],
  [119_499, '119 s'],
  [119_600, '2 min'],
  [3_600_000, '60 min'],
  [7_200_000, '2 h'],
  [11_100_000, '3 h 5 min'],
  [172_740_000, '47 h 59 min'],
  [187_200_000, '2 d 4 h'],
  [40 * 86_400_000, '40 d'],
])('%d ms are %s', (durationMs, said) => {
  expect(sayDuration(durationMs)).toBe(said)
})
