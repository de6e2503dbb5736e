import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clampSpan,
  compareMsOf,
  coveringPreset,
  formatView,
  lengthOf,
  panSpan,
  parseView,
  type View,
  zoomSpan,
} from './view.ts'

const dayMs = 86_400_000
const first: View = { range: { lastMs: dayMs }, isCompared: false, atMs: null, networkInterface: null }

describe('an address', () => {
  test.each([
    ['', first],
    ['?range=night', { ...first, range: { isNight: true } }],
    ['?range=7d&compare', { ...first, range: { lastMs: 7 * dayMs }, isCompared: true }],
    [
      '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&at=2026-01-01T03:20:00Z&interface=br-0',
      {
        range: { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) },
        isCompared: false,
        atMs: Date.UTC(2026, 0, 1, 3, 20),
        networkInterface: 'br-0',
      },
    ],
  ] satisfies [string, View][])('%s is a view, and the view is the address', (search, view) => {
    expect(parseView(search)).toEqual(view)
    expect(formatView(view)).toBe(search)
  })

  test.each([
    '?range=soon',
    '?from=2026-01-01T00:00:00Z',
    '?from=x&to=y',
    '?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    '?range=99999d',
  ])('%s names nothing that can be shown: the first view it is', (search) => expect(parseView(search)).toEqual(first))

  test('of any view leads back to it, to the second', () => {
    const second = fc.integer({ min: 60, max: 2_000_000_000 }).map((seconds) => seconds * 1000)
    fc.assert(
      fc.property(
        second,
        fc.integer({ min: 60, max: 600_000_000 }),
        fc.option(fc.string()),
        (fromMs, length, networkInterface) => {
          const view = { ...first, range: { fromMs, toMs: fromMs + length * 1000 }, atMs: fromMs, networkInterface }
          expect(parseView(formatView(view))).toEqual(view)
        },
      ),
    )
  })
})

test.each([
  ['1h', 3_600_000],
  ['90m', 5_400_000],
  ['30d', 30 * dayMs],
  ['0m', null],
  ['h', null],
])('%s lasts %d', (text, ms) => expect(lengthOf(text)).toBe(ms))

describe('a span', () => {
  const span = { fromMs: 1000_000, toMs: 2000_000 }
  test('zooms around a moment, which stays where it is', () => {
    expect(zoomSpan(span, 0.5)).toEqual({ fromMs: 1250_000, toMs: 1750_000 })
    expect(zoomSpan(span, 2, 0)).toEqual({ fromMs: 1000_000, toMs: 3000_000 })
  })
  test('pans by a share of itself', () => {
    expect(panSpan(span, -0.25)).toEqual({ fromMs: 750_000, toMs: 1750_000 })
  })
  test('is never shorter than a minute, nor in the future, nor before the epoch', () => {
    expect(clampSpan({ fromMs: 1000_000, toMs: 1000_001 }, 9e6)).toEqual({ fromMs: 970_000.5, toMs: 1030_000.5 })
    expect(clampSpan({ fromMs: 8e6, toMs: 10e6 }, 9e6)).toEqual({ fromMs: 7e6, toMs: 9e6 })
    expect(clampSpan({ fromMs: -5e6, toMs: -1e6 }, 9e6)).toEqual({ fromMs: 0, toMs: 4e6 })
  })
  test.each([
    [1 / 24, 1],
    [1, 1],
    [1.1, 7],
    [7, 7],
    [30, 30],
    [31, 365],
  ])('of %d days is compared with that of %d days before', (days, before) => {
    expect(compareMsOf({ fromMs: 0, toMs: days * dayMs })).toBe(before * dayMs)
  })
})

test.each([
  [60_000, '1h'],
  [3_600_001, '6h'],
  [dayMs, '24h'],
  [400 * dayMs, undefined],
])('of the ranges with a button, %i ms are reached by %s', (ms, preset) => expect(coveringPreset(ms)).toBe(preset))
