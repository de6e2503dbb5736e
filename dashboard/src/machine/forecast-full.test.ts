import { describe, expect, test } from 'vitest'
import { forecastFull } from './forecast-full.ts'

const dayS = 86_400
// A month of steps of six hours, as the epoch counts.
const times = Array.from({ length: 120 }, (_, index) => 1_800_000_000 + index * 0.25 * dayS)
const grow = (perDay: number, noise = 0) =>
  times.map((time, index) => 100 + perDay * ((time - 1_800_000_000) / dayS) + (index % 2 ? noise : -noise))

describe('a file system', () => {
  test('that grows evenly is full when the line meets its size', () => {
    const used = grow(2)
    const forecast = forecastFull(times, used, 200)
    expect(forecast.kind).toBe('full-in')
    // 159.5 are used at the last step: 40.5 more take 20.25 days.
    if (forecast.kind === 'full-in') expect(forecast.seconds / dayS).toBeCloseTo(20.25)
  })
  test('is judged by its trend, not by its ups and downs, and gaps do not matter', () => {
    const used = grow(2, 3).map((value, index) => (index > 20 && index < 60 ? null : value))
    const forecast = forecastFull(times, used, 200)
    if (forecast.kind !== 'full-in') throw new Error(forecast.kind)
    expect(Math.abs(forecast.seconds / dayS - 20)).toBeLessThan(3)
  })
  test.each([
    ['shrinks', grow(-1)],
    ['stays', grow(0)],
    ['takes longer than five years', grow(0.01)],
  ])('that %s is not full soon', (_, used) => {
    expect(forecastFull(times, used, 200)).toEqual({ kind: 'not-soon' })
  })
  test('that is over its size already is full now', () => {
    expect(forecastFull(times, grow(2), 150)).toEqual({ kind: 'full-in', seconds: 0 })
  })
  test.each([
    ['nothing', times, [], 200],
    ['an hour', times.map((_, index) => 1_800_000_000 + index * 30), grow(1), 200],
    ['few steps', times.slice(0, 5), grow(1).slice(0, 5), 200],
    ['no size', times, grow(1), null],
  ])('of which %s is known is not foretold', (_, at, used, total) => {
    expect(forecastFull(at, used, total)).toEqual({ kind: 'unknown' })
  })
})
