import { expect, test } from 'vitest'
import { SelfMeter } from './self-meter.ts'

function work(cpuMs: number) {
  const start = process.cpuUsage()
  for (let used = 0; used < cpuMs; ) {
    const { user, system } = process.cpuUsage(start)
    used = (user + system) / 1000
  }
}

test('CPU is told over the time since the last minute began, in percent of one core', () => {
  let nowMs = 0
  const meter = new SelfMeter(
    () => null,
    () => nowMs,
  )
  expect(meter.measure()).toEqual({ cpu_usage: null, memory_used: expect.any(Number) })
  work(100)
  nowMs += 10_000
  const { cpu_usage, memory_used } = meter.measure()
  expect(cpu_usage).toBeGreaterThanOrEqual(1)
  expect(cpu_usage).toBeLessThan(10)
  expect(memory_used).toBeGreaterThan(10e6)
  // The work is older than the window once two have begun since.
  for (let minute = 0; minute < 3; minute += 1) {
    nowMs += 60_000
    meter.measure()
  }
  nowMs += 1000
  expect(meter.measure().cpu_usage).toBeLessThan(cpu_usage ?? 0)
})

test("the embedded database's own are counted; while it is away nothing is told", () => {
  let pid: number | undefined = process.pid
  const meter = new SelfMeter(
    () => pid,
    () => 5000,
  )
  const { memory_used } = meter.measure()
  expect(memory_used).toBeGreaterThan(process.memoryUsage.rss())
  pid = undefined
  expect(meter.measure()).toEqual({ cpu_usage: null, memory_used: null })
})
