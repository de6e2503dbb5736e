import { afterEach, describe, expect, test } from 'vitest'
import {
  byteMarks,
  chartDate,
  formatBitrate,
  formatBytes,
  formatByteTick,
  formatDistance,
  formatDuration,
  formatLoad,
  formatMilliseconds,
  formatMinute,
  formatPercent,
  formatSpan,
  formatSpeed,
  formatSpeedTick,
  formatTemperature,
  formatTimeInput,
  formatTimeTick,
  missing,
  parseTimeInput,
  share,
  speedMarks,
  temperatureMarks,
} from './format.ts'
import { learnServerZone, preferFormats } from './formats.ts'

afterEach(() => {
  preferFormats({})
  learnServerZone(null)
})

describe('what is missing is never a number', () => {
  test.each([formatBytes, formatSpeed, formatPercent, formatTemperature, formatLoad, formatDuration])(
    '%o',
    (format) => {
      expect([format(null), format(undefined)]).toEqual([missing, missing])
    },
  )
  test('nor is a share of it', () => {
    expect([share(null, 5), share(5, null), share(0, 0), share(1, 4)]).toEqual([null, null, null, 25])
  })
})

test.each([
  [0, '0 B'],
  [0.4, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '0.98 KiB'],
  [1024, '1.00 KiB'],
  [1023.9 * 1024, '1.00 MiB'],
  [9.996 * 1024, '10.0 KiB'],
  [99.96 * 1024, '100 KiB'],
  [123_456_789, '118 MiB'],
  [8_589_934_592, '8.00 GiB'],
  [16 * 1024 ** 4, '16.0 TiB'],
  [5000 * 1024 ** 5, '5000 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0, '0.0 %'],
  [3.26, '3.3 %'],
  [9.96, '10 %'],
  [99.4, '99 %'],
  [100, '100 %'],
])('%d is %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text)
})

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [61, '1 min'],
  [3600, '1 h 0 min'],
  [90_000, '1 d 1 h'],
])('%d s are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('speeds, temperatures and loads', () => {
  expect([formatSpeed(2048), formatTemperature(48.35), formatLoad(0.5)]).toEqual(['2.00 KiB/s', '48.4 °C', '0.50'])
  expect([formatMilliseconds(0.42), formatMilliseconds(12), formatMilliseconds(null)]).toEqual([
    '0.42 ms',
    '12.0 ms',
    '–',
  ])
  expect([formatBitrate(12_500_000), formatBitrate(312_500_000), formatBitrate(54e6 / 8), formatBitrate(null)]).toEqual(
    ['100 Mbit/s', '2.5 Gbit/s', '54.0 Mbit/s', '–'],
  )
})

test('marks of axes have no zeros that say nothing', () => {
  expect([0, 1024, 8 * 1024 ** 3, 1.5 * 1024 ** 2, 100 * 1024].map(formatByteTick)).toEqual([
    '0 B',
    '1 KiB',
    '8 GiB',
    '1.5 MiB',
    '100 KiB',
  ])
})

test('marks of time are as fine as the distance between them', () => {
  const midnight = new Date(2026, 2, 5).getTime() / 1000
  const day = formatTimeTick(midnight, 86_400)
  expect(formatTimeTick(midnight, 3600)).toBe(day)
  expect(formatTimeTick(midnight + 3600, 3600)).not.toBe(day)
  expect(formatTimeTick(midnight, 30 * 86_400)).toContain('2026')
  expect(formatTimeTick(midnight + 5, 5)).toMatch(/05/)
})

test("a time for an input is the browser's, and read back as the same moment", () => {
  const ms = new Date(2026, 6, 1, 3, 20).getTime()
  expect(new Date(formatTimeInput(ms)).getTime()).toBe(ms)
  expect(parseTimeInput(formatTimeInput(ms))).toBe(ms)
  expect(parseTimeInput('')).toBeNaN()
})

describe('in the units that are preferred', () => {
  test.each([
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999_600, '1.00 MB'],
    [8_589_934_592, '8.59 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    preferFormats({ units: { bytes: 'decimal' } })
    expect(formatBytes(bytes)).toBe(text)
  })
  test('speeds are bits by the thousand, and sizes stay as they are', () => {
    preferFormats({ units: { speed: 'bit' } })
    expect([0, 100, 12_500_000, 125_000_000].map(formatSpeed)).toEqual([
      '0 bit/s',
      '800 bit/s',
      '100 Mbit/s',
      '1.00 Gbit/s',
    ])
    expect([formatSpeed(null), formatBytes(1024), formatSpeedTick(62_500)]).toEqual([missing, '1.00 KiB', '500 kbit/s'])
  })
  test('temperatures are Fahrenheit', () => {
    preferFormats({ units: { temperature: 'fahrenheit' } })
    expect([formatTemperature(0), formatTemperature(48.35), formatTemperature(null)]).toEqual([
      '32.0 °F',
      '119.0 °F',
      missing,
    ])
  })
  test('axes have round marks', () => {
    expect(byteMarks().incrs.map((step) => formatByteTick(2 * step))).not.toContain('0.98 MiB')
    expect(byteMarks().incrs).toContain(2 * 1024 ** 3)
    expect(temperatureMarks()).toEqual({})
    preferFormats({ units: { bytes: 'decimal', speed: 'bit', temperature: 'fahrenheit' } })
    expect(byteMarks().incrs).toContain(2e9)
    expect(speedMarks().incrs.map(formatSpeedTick)).toContain('200 kbit/s')
    const { incrs = [], splits } = temperatureMarks()
    const step = incrs[3] ?? 0
    expect(splits?.(null, 1, 37, 47, step).map((celsius) => formatTemperature(celsius))).toEqual([
      '100.0 °F',
      '110.0 °F',
    ])
  })
})

describe('in the time zone that is preferred', () => {
  // Before, in, and after the hour that Berlin has twice.
  const moments = [1_793_000_000_000, Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30), Date.UTC(2026, 0, 1)]
  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Kiritimati'])('%s', (zone) => {
    preferFormats({ time_zone: zone })
    for (const ms of moments) {
      const text = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }).format(
        ms,
      )
      expect(formatTimeInput(ms)).toBe(text.replace(' ', 'T'))
      expect(formatTimeInput(parseTimeInput(formatTimeInput(ms)))).toBe(formatTimeInput(ms))
      const { hour } = { hour: Number(text.slice(11, 13)) }
      expect(chartDate(ms / 1000).getHours()).toBe(hour)
    }
  })
  test('a day begins at its midnight, and a span has its years', () => {
    preferFormats({ time_zone: 'Asia/Kolkata' })
    const midnight = Date.UTC(2026, 2, 4, 18, 30) / 1000
    expect(formatTimeTick(midnight, 3600)).toBe(formatTimeTick(midnight, 86_400))
    expect(formatTimeTick(midnight + 3600, 3600)).not.toBe(formatTimeTick(midnight, 3600))
    const newYear = Date.UTC(2025, 11, 31, 18, 30)
    expect(formatSpan(newYear, newYear + 3_600_000)).not.toContain('2025')
    expect(formatSpan(newYear - 60_000, newYear)).toContain('2025')
    expect(formatSpan(newYear - 7_200_000, newYear - 3_600_000)).toContain('2025')
    expect(formatSpan(Date.now() - 1, Date.now() - 1)).not.toContain(String(new Date().getFullYear()))
  })
  test("is the server's once that is known", () => {
    preferFormats({ time_zone: 'server' })
    const here = formatTimeInput(0)
    learnServerZone('no such zone')
    expect(formatTimeInput(0)).toBe(here)
    learnServerZone('Asia/Kolkata')
    expect(formatTimeInput(0)).toBe('1970-01-01T05:30')
    preferFormats({ time_zone: 'browser' })
    expect(formatTimeInput(0)).toBe(here)
  })
})

test.each([
  [0, '< 1 day'],
  [1.5, '1 day'],
  [20.9, '20 days'],
  [61, '2 months'],
  [730.4, '23 months'],
  [731, '2 years'],
  [1232, '3 years'],
])('%d days away are %s', (days, text) => {
  expect(formatDistance(days * 86_400)).toBe(text)
})

test('a minute reads the same all through it, and anew in another or another time zone', () => {
  preferFormats({ time_zone: 'UTC' })
  const moment = Date.UTC(2026, 2, 1, 12, 30)
  const text = formatMinute(moment)
  expect(text).toContain('30')
  expect(formatMinute(moment + 59_999)).toBe(text)
  expect(formatMinute(moment + 60_000)).toContain('31')
  formatMinute(moment)
  preferFormats({ time_zone: 'Asia/Kathmandu' })
  expect(formatMinute(moment)).toContain('15')
})
