import { expect, test } from 'vitest'
import { sumRates } from './disk-speed.ts'

test('the speed of all disks is the sum of those that are known', () => {
  const rates = [
    { read: 100, written: 0 },
    { read: null, written: null },
    { read: 20, written: null },
  ]
  expect(sumRates(rates)).toEqual({ disk_read_speed: 120, disk_write_speed: 0 })
})

test('it is not known when no disk is, or there is none', () => {
  expect(sumRates([{ read: null, written: null }])).toEqual({ disk_read_speed: null, disk_write_speed: null })
  expect(sumRates([])).toEqual({ disk_read_speed: null, disk_write_speed: null })
})
