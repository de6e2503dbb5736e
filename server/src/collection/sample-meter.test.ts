import { expect, test } from 'vitest'
import { SampleMeter } from './sample-meter.ts'

test('counts over the last minute, or since the start when that is less; at first it does not know', () => {
  let nowMs = 500
  const meter = new SampleMeter(() => nowMs)
  meter.count()
  expect(meter.perSecond()).toBeNull()
  nowMs += 10_000
  meter.count()
  expect(meter.perSecond()).toBe(0.2)
  for (let second = 0; second < 120; second += 1) {
    nowMs += 1000
    meter.count()
  }
  expect(meter.perSecond()).toBe(1)
  nowMs += 60_000
  expect(meter.perSecond()).toBe(0)
})
