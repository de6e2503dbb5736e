import { expect, test } from 'vitest'
import { parseCpuTimes } from './cpu-times.ts'

const total = (stat: string) => parseCpuTimes(stat)?.all.total

test('a line is user, nice, system, idle, iowait, irq, softirq, steal; guests are in user and nice already', () => {
  const times = parseCpuTimes('cpu  1 2 4 8 16 32 64 128 256 512\ncpu0 1 2 4 8 16 32 64 128 256 512\nintr 7 cpu9 1\n')
  const line = { total: 255, idle: 8, iowait: 16, steal: 128 }
  expect(times).toEqual({ all: line, cores: new Map([[0, line]]) })
})

test('cores are told by their number; offline ones are not there', () => {
  const times = parseCpuTimes('cpu  3 0 0 0\ncpu0 1 0 0 0\ncpu2 1 0 0 0\ncpu11 1 0 0 0\nintr 1\n')
  expect([...(times?.cores.keys() ?? [])]).toEqual([0, 2, 11])
})

test('columns that an old kernel does not have are 0', () => expect(total('cpu  1 2 4 8\n')).toBe(15))

test('nothing but the cpu lines is read', () => {
  expect(total('cpu  1 1 1 1\nintr 5 5 5\ncpu  9 9 9 9\n')).toBe(4)
})

test.each(['', 'cpu\n', 'cpu  1 x 3 4\n', 'cpu0 1 2 3 4\n', 'intr 1 2 3\n', '\0\0\0'])('%j tells nothing', (stat) => {
  expect(parseCpuTimes(stat)).toBeNull()
})
