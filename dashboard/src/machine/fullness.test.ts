import { expect, test } from 'vitest'
import { fullnessOf } from './fullness.ts'

const disk = { mount: '/', device: '/dev/sda1', type: 'ext4', inodes_used: null, inodes_total: null, read_only: false }

test('what is kept for root is not free, as df has it', () => {
  expect(fullnessOf({ ...disk, used: 95, available: 0, total: 100 })).toBe(100)
  expect(fullnessOf({ ...disk, used: 30, available: 90, total: 200 })).toBe(25)
})

test('where it is not known how much is free, the whole counts; where nothing is known, nothing is told', () => {
  expect(fullnessOf({ ...disk, used: 30, available: null, total: 200 })).toBe(15)
  expect(fullnessOf({ ...disk, used: null, available: null, total: null })).toBeNull()
})
