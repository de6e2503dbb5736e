import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CpuTimes, parseCpuTimes } from '../../sources/index.ts'
import { CpuMeter, cpuShares } from './cpu.ts'

const idle = { total: 1000, idle: 900, iowait: 50, steal: 10 }
const later = (change: Partial<CpuTimes>): CpuTimes => ({
  total: idle.total + (change.total ?? 0),
  idle: idle.idle + (change.idle ?? 0),
  iowait: idle.iowait + (change.iowait ?? 0),
  steal: idle.steal + (change.steal ?? 0),
})
const unknown = { cpu_usage: null, cpu_iowait: null, cpu_steal: null }

describe('the shares of the time between two readings', () => {
  test('count stolen time as busy and waiting for a disk as idle', () => {
    const shares = cpuShares(idle, later({ total: 500, idle: 300, iowait: 100, steal: 25 }))
    expect(shares).toEqual({ cpu_usage: 20, cpu_iowait: 20, cpu_steal: 5 })
  })

  test('count a guest once, which the kernel has in user and nice already', () => {
    const at = (user: number, nice: number, guest: number, guestNice: number) =>
      parseCpuTimes(`cpu  ${user} ${nice} 0 1000 0 0 0 0 ${guest} ${guestNice}\n`)?.all as CpuTimes
    expect(cpuShares({ ...at(0, 0, 0, 0), idle: 900, total: 900 }, at(80, 20, 80, 20)).cpu_usage).toBe(50)
  })

  test('are not known without a previous reading, or without time between', () => {
    expect(cpuShares(undefined, idle)).toEqual(unknown)
    expect(cpuShares(idle, idle)).toEqual(unknown)
  })

  test.each([
    ['everything started anew', { total: -900, idle: -850, iowait: -50, steal: -10 }],
    ['idle started anew when the core was offline', { total: 200, idle: -300 }],
    ['stolen time went back', { total: 500, idle: 400, steal: -1 }],
    ['more time was idle than there was', { total: 500, idle: 501 }],
    ['more time was stolen than was busy', { total: 500, idle: 490, steal: 11 }],
  ])('are not known when %s', (_, change) => {
    expect(cpuShares(idle, later(change))).toEqual(unknown)
  })

  test('lose nothing but iowait when the kernel moves some of it to idle', () => {
    const shares = cpuShares(idle, later({ total: 500, idle: 410, iowait: -10 }))
    expect(shares).toEqual({ cpu_usage: 20, cpu_iowait: null, cpu_steal: 0 })
  })

  test('lie between 0 and 100, or are not known, whatever the counters do', () => {
    const ticks = fc.integer({ min: 0, max: 2 ** 40 })
    const times = fc.record({ total: ticks, idle: ticks, iowait: ticks, steal: ticks })
    fc.assert(
      fc.property(times, times, (previous, current) => {
        return Object.values(cpuShares(previous, current)).every(
          (share) => share === null || (share >= 0 && share <= 100),
        )
      }),
    )
  })
})

describe('the cores', () => {
  const core = (busy: number, rest: number): CpuTimes => ({ total: busy + rest, idle: rest, iowait: 0, steal: 0 })
  const reading = (cores: Record<number, CpuTimes>) => ({
    all: core(0, 0),
    cores: new Map(Object.entries(cores).map(([number, times]) => [Number(number), times])),
  })

  test('keep their places when one goes offline, and it has no value until its second reading back', () => {
    const meter = new CpuMeter()
    meter.update(reading({ 0: core(0, 0), 1: core(0, 0), 2: core(0, 0) }))
    const shares = (cores: Record<number, CpuTimes>) => meter.update(reading(cores)).cpu_cores
    expect(shares({ 0: core(10, 90), 1: core(20, 80), 2: core(30, 70) })).toEqual([10, 20, 30])
    expect(shares({ 0: core(20, 180), 2: core(130, 70) })).toEqual([10, null, 100])
    expect(shares({ 0: core(30, 270), 1: core(21, 80), 2: core(130, 170) })).toEqual([10, null, 0])
    expect(shares({ 0: core(40, 360), 1: core(61, 140), 2: core(130, 270) })).toEqual([10, 40, 0])
  })

  test('that come online later stand by their number', () => {
    const meter = new CpuMeter()
    meter.update(reading({ 0: core(0, 0), 10: core(0, 0) }))
    meter.update(reading({ 0: core(10, 90), 2: core(5, 5), 10: core(50, 50) }))
    const { cpu_cores } = meter.update(reading({ 0: core(10, 190), 2: core(105, 5), 10: core(100, 100) }))
    expect(cpu_cores).toEqual([0, 100, 50])
  })

  test('are told over the whole time when a reading between failed', () => {
    const meter = new CpuMeter()
    meter.update(reading({ 0: core(0, 0) }))
    expect(meter.update(null)).toEqual({ ...unknown, cpu_cores: [null] })
    expect(meter.update(reading({ 0: core(50, 150) })).cpu_cores).toEqual([25])
  })
})
