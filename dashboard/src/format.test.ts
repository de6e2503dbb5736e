import { describe, expect, test } from 'vitest'
import {
  formatBitrate,
  formatBytes,
  formatByteTick,
  formatCelsius,
  formatDistance,
  formatDuration,
  formatLoad,
  formatMilliseconds,
  formatPercent,
  formatSpeed,
  formatTimeInput,
  formatTimeTick,
  missing,
  share,
} from './format.ts'

describe('what is missing is never a number', () => {
  test.each([formatBytes, formatSpeed, formatPercent, formatCelsius, formatLoad, formatDuration])('%o', (format) => {
    expect([format(null), format(undefined)]).toEqual([missing, missing])
  })
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
  expect([formatSpeed(2048), formatCelsius(48.35), formatLoad(0.5)]).toEqual(['2.00 KiB/s', '48.4 °C', '0.50'])
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

test('a time for an input is read back as the same moment', () => {
  const ms = new Date(2026, 6, 1, 3, 20).getTime()
  expect(new Date(formatTimeInput(ms)).getTime()).toBe(ms)
})

test.each([
  [0, '< 1 day'],
  [1.5, '1 day'],
  [20.9, '20 days'],
  [61, '2 months'],
  [729, '23 months'],
  [1232, '3 years'],
])('%d days away are %s', (days, text) => {
  expect(formatDistance(days * 86_400)).toBe(text)
})
