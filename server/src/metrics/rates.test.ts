import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RateTracker, ratePerSecond } from './rates.ts'

describe('a rate', () => {
  test('is the difference over the real time, in units a second', () => {
    expect(ratePerSecond(1000, 6000, 2500)).toBe(2000)
    expect(ratePerSecond(5, 5, 5000)).toBe(0)
  })

  test.each([
    ['has no previous reading', undefined, 10, 5000],
    ['went backwards', 10, 9, 5000],
    ['had no time to pass', 10, 20, 0],
    ['lies in the past', 10, 20, -1],
    ['is not a number', 10, Number.NaN, 5000],
    ['was not a number', Number.NaN, 10, 5000],
    ['has no time', 10, 20, Number.NaN],
  ])('is not known when the counter %s', (_, previous, current, elapsedMs) => {
    expect(ratePerSecond(previous, current, elapsedMs)).toBeNull()
  })

  test('is never negative nor infinite', () => {
    const counter = fc.double({ min: 0, max: 2 ** 53 })
    fc.assert(
      fc.property(counter, counter, fc.integer({ min: -10, max: 1e9 }), (previous, current, elapsedMs) => {
        const rate = ratePerSecond(previous, current, elapsedMs)
        return rate === null || (rate >= 0 && Number.isFinite(rate))
      }),
    )
  })
})

describe('a tracker', () => {
  const reading = (entries: Record<string, [number, number]>) =>
    new Map(Object.entries(entries).map(([key, [read, written]]) => [key, { read, written }]))
  const track = () => new RateTracker<'read' | 'written'>(['read', 'written'])

  test('has no rate before the second reading', () => {
    expect(track().update(reading({ sda: [1, 1] }), 0)).toEqual(new Map([['sda', { read: null, written: null }]]))
  })

  test('divides by the time between the two readings, however long that was', () => {
    const tracker = track()
    tracker.update(reading({ sda: [0, 0] }), 1000)
    expect(tracker.update(reading({ sda: [100, 300] }), 11_000).get('sda')).toEqual({ read: 10, written: 30 })
  })

  test('keeps what comes, goes or starts anew from disturbing the others', () => {
    const tracker = track()
    tracker.update(reading({ sda: [0, 0], sdb: [900, 900], sdc: [5, 5] }), 0)
    const rates = tracker.update(reading({ sda: [10, 20], sdb: [1, 950], sdd: [7, 7] }), 1000)
    expect(Object.fromEntries(rates)).toEqual({
      sda: { read: 10, written: 20 },
      sdb: { read: null, written: 50 },
      sdd: { read: null, written: null },
    })
    expect(tracker.update(reading({ sdc: [9, 9] }), 2000).get('sdc')).toEqual({ read: null, written: null })
  })
})
