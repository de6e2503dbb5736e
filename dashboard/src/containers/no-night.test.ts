import { expect, test } from 'vitest'
import { firstSeconds } from './no-night.tsx'

const answer = (...used: (number | null)[][]) => ({
  stepSeconds: 60,
  times: [0, 60, 120],
  series: used.map((cpu_usage, index) => ({ name: String(index), columns: { cpu_usage } })),
})

test.each([
  [answer([null, null, 0], [null, 3, 4]), 60],
  [answer([0, null, 1]), 0],
  [answer([null, null, null]), null],
  [answer(), null],
])('%o begins at %s', (given, seconds) => expect(firstSeconds(given)).toBe(seconds))
