import { afterEach, expect, test } from 'vitest'
import { preferFormats } from '../formats.ts'
import { lastNight } from './last-night.ts'

afterEach(() => preferFormats({}))

const berlin = (text: string) => Date.parse(`${text}+02:00`)
test.each([
  ['2026-07-02T09:00', '2026-07-01T22:00', '2026-07-02T06:00'],
  ['2026-07-02T23:30', '2026-07-01T22:00', '2026-07-02T06:00'],
  ['2026-07-02T00:10', '2026-07-01T22:00', '2026-07-02T00:10'],
  // The clock was put forward in the morning of the day before.
  ['2026-03-30T00:10', '2026-03-29T22:00', '2026-03-30T00:10'],
])('at %s it is from %s to %s', (now, from, to) => {
  preferFormats({ time_zone: 'Europe/Berlin' })
  expect(lastNight(berlin(now))).toEqual({ fromMs: berlin(from), toMs: berlin(to) })
})
