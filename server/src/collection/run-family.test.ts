import { describe, expect, test } from 'vitest'
import { probeFamily } from '../../test/probe-family.ts'
import type { Family } from '../metrics/family.ts'
import { createLogger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { FamilyRunner, type Sink } from './run-family.ts'

const machine = { monotonicMs: () => 0 } as Machine
const log = createLogger('silent')
const tickMs = Date.parse('2026-01-01T00:00:05.000Z')

function runnerOf(collect: () => Promise<{ level: number; size: null }>, sinks: Sink[]): FamilyRunner {
  const family: Family = {
    ...probeFamily,
    timeoutMs: 20,
    createCollector: () => ({ prime: async () => {}, collect }),
  } as Family
  return new FamilyRunner(family, machine, sinks, log)
}

describe('running a family', () => {
  test('stamps the sample with its tick and hands it to every sink, though one throws', async () => {
    const seen: unknown[] = []
    const broken: Sink = () => {
      throw new Error('broken sink')
    }
    await runnerOf(async () => ({ level: 1, size: null }), [broken, (_family, sample) => seen.push(sample)]).run(tickMs)
    expect(seen).toEqual([{ timestamp: '2026-01-01T00:00:05.000Z', level: 1, size: null }])
  })

  test('counts a failure, thrown at once or later, and goes on', async () => {
    let calls = 0
    const seen: unknown[] = []
    const runner = runnerOf(() => {
      calls += 1
      if (calls === 1) throw new Error('at once')
      return calls === 2 ? Promise.reject(new Error('later')) : Promise.resolve({ level: 3, size: null })
    }, [(_family, sample) => seen.push(sample)])
    for (let tick = 0; tick < 3; tick += 1) await runner.run(tickMs + tick * 5000)
    expect([runner.costs().failed, seen.length]).toEqual([2, 1])
  })

  test('gives up a collection that takes too long, and starts none beside it', async () => {
    let calls = 0
    let finish: (value: { level: number; size: null }) => void = () => {}
    const seen: unknown[] = []
    const runner = runnerOf(() => {
      calls += 1
      return new Promise((resolve) => {
        finish = resolve
      })
    }, [(_family, sample) => seen.push(sample)])
    await runner.run(tickMs)
    await runner.run(tickMs + 5000)
    expect([calls, runner.costs().failed, seen]).toEqual([1, 2, []])
    finish({ level: 1, size: null })
    await new Promise((resolve) => setImmediate(resolve))
    const third = runner.run(tickMs + 10_000)
    finish({ level: 2, size: null })
    await third
    expect([calls, seen]).toEqual([2, [{ timestamp: '2026-01-01T00:00:15.000Z', level: 2, size: null }]])
  })
})
