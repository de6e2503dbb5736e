import { createHistoryQuerySchema } from '@home-zenith/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../platform/problem.ts'
import { chooseStep, type Tier } from './choose-step.ts'

const tiers: Tier[] = [
  { resolution: 'raw', stepSeconds: 5 },
  { resolution: '1m', stepSeconds: 60 },
  { resolution: '15m', stepSeconds: 900 },
  { resolution: '1h', stepSeconds: 3600 },
]
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

  test('for any range, auto gives at most so many points, and no smaller multiple would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400 }), fc.integer({ min: 10, max: 5000 }), (seconds, points) => {
        const { fromMs, toMs, stepSeconds, tier } = choose({
          from: `-${Math.min(seconds, 999_999)}s`,
          points: `${points}`,
        })
        expect((toMs - fromMs) / 1000 / stepSeconds).toBeLessThanOrEqual(points)
        expect(stepSeconds % tier.stepSeconds).toBe(0)
        const smaller = stepSeconds - tier.stepSeconds
        if (smaller > 0) {
          const stepMs = smaller * 1000
          const count =
            (Math.ceil(nowMs / stepMs) * stepMs - Math.floor((nowMs - seconds * 1000) / stepMs) * stepMs) / stepMs
          if (seconds <= 999_999) expect(count).toBeGreaterThan(points)
        }
      }),
    )
  })

  test('what has too many points names the resolution to ask for', () => {
    expect(codeOf({ from: '-7d', resolution: 'raw' })).toContain('too_many_points: ')
    expect(codeOf({ from: '-7d', resolution: 'raw' })).toContain('resolution=1m')
    expect(codeOf({ from: '2024-01-01T00:00:00Z', resolution: '1m' })).toContain('resolution=1h')
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
