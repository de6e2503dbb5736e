import { createHistoryQuerySchema, momentToMs } from '@home-zenith/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tiersOf } from '../metrics/tiers.ts'
import { ProblemError } from '../platform/problem.ts'
import { chooseStep } from './choose-step.ts'

const tiers = tiersOf({ intervalMs: 5000 })
const nowMs = Date.parse('2026-01-31T12:00:03.000Z')
const choose = (query: Record<string, string>) => chooseStep(createHistoryQuerySchema().parse(query), tiers, nowMs)
const codeOf = (query: Record<string, string>) => {
  try {
    choose(query)
  } catch (error) {
    if (error instanceof ProblemError) return `${error.code}: ${error.detail}`
    throw error
  }
  return undefined
}

describe('choosing the step of a history', () => {
  test('the last 24 h come in at most 600 points of the smallest multiple of a tier', () => {
    const { fromMs, toMs, stepSeconds, tier } = choose({})
    expect([stepSeconds, tier.resolution]).toEqual([145, 'raw'])
    expect((toMs - fromMs) / 145_000).toBeLessThanOrEqual(600)
  })

  test('a short range is raw, from its boundaries to the one after now', () => {
    const { fromMs, toMs, stepSeconds } = choose({ from: '-1m' })
    expect([stepSeconds, fromMs, toMs]).toEqual([5, nowMs - 63_000, nowMs + 2_000])
  })

  test('hours are the last ones', () => {
    const { fromMs, toMs } = choose({ hours: '2', resolution: '1m' })
    expect([fromMs, toMs]).toEqual([Date.parse('2026-01-31T10:00:00Z'), Date.parse('2026-01-31T12:01:00Z')])
  })

  test('an offset in a time is heeded', () => {
    for (const from of ['2026-01-31T12:00:00+02:00', '2026-01-31T12:00:00 02:00', '2026-01-31T08:00:00-02:00']) {
      expect(choose({ from, resolution: '1h' }).fromMs).toBe(Date.parse('2026-01-31T10:00:00Z'))
    }
  })

  test('for any range, auto takes the smallest multiple of a tier still kept that gives at most so many points', () => {
    const seconds = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(seconds, fc.integer({ min: 10, max: 5000 }), (length, points) => {
        const { fromMs, toMs, stepSeconds, tier } = choose({ from: `-${length}s`, points: `${points}` })
        const startMs = nowMs - length * 1000
        const kept = tiers.filter(({ keptMs }) => keptMs === undefined || length * 1000 <= keptMs)
        const countOf = (step: number) => Math.ceil(nowMs / step / 1000) - Math.floor(startMs / step / 1000)
        expect([fromMs, toMs].map((ms) => ms % (stepSeconds * 1000))).toEqual([0, 0])
        expect(fromMs <= startMs && toMs >= nowMs && countOf(stepSeconds) <= points).toBe(true)
        expect(stepSeconds % tier.stepSeconds).toBe(0)
        for (const smaller of kept.map((one) => Math.ceil(stepSeconds / one.stepSeconds - 1) * one.stepSeconds)) {
          if (smaller > 0) expect(countOf(smaller)).toBeGreaterThan(points)
        }
      }),
    )
  })

  test.each([
    ['-24h', 600, 'raw', 145],
    // Another clock said it a moment ago; what is dropped is dropped by whole days.
    ['2026-01-30T11:55:00Z', 600, 'raw', 145],
    ['2026-01-30T09:00:00Z', 600, '1m', 180],
    ['-24h', 290, '1m', 300],
    ['-24h', 97, '15m', 900],
    ['-7d', 600, '1m', 1020],
    ['-8d', 600, '15m', 1800],
    ['-30d', 5000, '15m', 900],
    ['-31d', 5000, '1h', 3600],
    ['-365d', 600, '1h', 54_000],
  ])('%s in %i points is read from the %s rows, %i s a step', (from, points, resolution, stepSeconds) => {
    const range = choose({ from: `${from}`, points: `${points}` })
    expect([range.tier.resolution, range.stepSeconds]).toEqual([resolution, stepSeconds])
  })

  test('a tier is asked for by name whether it is still kept or not', () => {
    const { tier, stepSeconds } = choose({ from: '-2d', resolution: 'raw' })
    expect([tier.resolution, stepSeconds]).toEqual(['raw', 5])
  })

  test('just after midnight, when a day was dropped, raw begins there', () => {
    const midnightMs = Date.parse('2026-01-31T00:10:00Z')
    const at = (from: string) => chooseStep(createHistoryQuerySchema().parse({ from }), tiers, midnightMs)
    expect(at('2026-01-30T00:00:00Z').tier.resolution).toBe('raw')
    expect(at('2026-01-29T23:59:59Z').tier.resolution).toBe('1m')
  })

  test('what has too many points names the resolution to ask for', () => {
    expect(codeOf({ from: '-7d', resolution: 'raw' })).toContain('too_many_points: ')
    expect(codeOf({ from: '-7d', resolution: 'raw' })).toContain('resolution=1m')
    expect(codeOf({ from: '-20d', resolution: 'raw' })).toContain('resolution=15m')
    expect(codeOf({ from: '2024-01-01T00:00:00Z', resolution: '1m' })).toContain('resolution=1h')
    expect(codeOf({ from: '1971-01-01T00:00:00Z', resolution: '1h' })).toContain('resolution=auto')
  })

  test.each([
    [{ from: '2026-01-31T12:00:00Z', to: '2026-01-31T11:00:00Z' }, 'not before to'],
    [{ from: '-1h', to: '-1h' }, 'not before to'],
    [{ hours: '999999' }, 'before 1970'],
  ])('%o is no range', (query, message) => {
    expect(codeOf(query as Record<string, string>)).toContain(message)
  })

  test.each([
    { from: 'yesterday' },
    { from: '2026-01-31' },
    { from: '-1y' },
    { resolution: '5m' },
    { points: '9' },
    { points: '5001' },
    { points: 'many' },
    { hours: '0' },
    { hours: '-1' },
    { hours: '1', from: '-1h' },
    { nonsense: '1' },
    { host: '0' },
    { format: 'xml' },
  ])('%o does not fit the schema', (query) => {
    expect(createHistoryQuerySchema().safeParse(query).success).toBe(false)
  })
})

test.each(['-999999d', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
  '%s is a moment of a year with four digits',
  (moment) => {
    const year = new Date(momentToMs(moment, Date.UTC(2026, 0))).getUTCFullYear()
    expect(year).toBeGreaterThanOrEqual(1970)
    expect(year).toBeLessThanOrEqual(3000)
  },
)
