import { setTimeout as delay } from 'node:timers/promises'
import type { Family } from '../metrics/family.ts'
import type { Logger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { type FamilyCost, FamilyRunner, type Sink } from './run-family.ts'
import { SampleMeter } from './sample-meter.ts'
import { scheduleTicks, tickBefore } from './schedule-ticks.ts'

export interface Collection {
  costs(): FamilyCost[]
  /** How many samples were taken a second in the last minute; null in the first seconds. */
  samplesPerSecond(): number | null
  /** No tick begins after it. */
  stop(): void
}

export interface CollectionOptions {
  families: readonly Family[]
  machine: Machine
  sinks: readonly Sink[]
  log: Logger
}

// Long enough for the kernel's counters, which move in steps of 10 ms, to tell a CPU percentage.
const primingMs = 300
// A tick that is nearer than this takes the first sample itself: it would find that one still running.
const soonMs = 1000

/**
 * Samples each family at once, stamped with the tick just passed, if none is near, and from then on at each of its ticks. Each begins by
 * itself: one that is slow to be primed holds up no other.
 */
export function startCollection({ families, machine, sinks, log }: CollectionOptions): Collection {
  const meter = new SampleMeter(() => machine.monotonicMs())
  const runners = families.map((family) => ({
    runner: new FamilyRunner(family, machine, [...sinks, () => meter.count()], log),
    intervalMs: family.intervalMs,
    hasBegun: false,
    lastTickMs: Number.NaN,
  }))
  const ending = new AbortController()

  async function begin(one: (typeof runners)[number]): Promise<void> {
    await one.runner.prime()
    await delay(primingMs)
    if (ending.signal.aborted) return
    one.hasBegun = true
    const nowMs = Date.now()
    const tickMs = tickBefore(nowMs, one.intervalMs)
    if (tickBefore(nowMs + soonMs, one.intervalMs) === tickMs) take(one, tickMs)
  }
  function take(one: (typeof runners)[number], tickMs: number): void {
    if (!one.hasBegun || one.lastTickMs === tickMs) return
    one.lastTickMs = tickMs
    void one.runner.run(tickMs)
  }
  const dueAt = (tickMs: number) => runners.filter(({ intervalMs }) => tickMs % intervalMs === 0)

  for (const one of runners) void begin(one)
  // One schedule for all: each time that the process wakes up costs more than most families do.
  const stopTicks = scheduleTicks({
    intervalMs: sharedInterval(families),
    monotonicMs: () => machine.monotonicMs(),
    log,
    onTick(tickMs, isAnew) {
      for (const one of isAnew ? runners : dueAt(tickMs)) take(one, tickBefore(tickMs, one.intervalMs))
    },
    onLate(tickMs) {
      for (const { runner } of dueAt(tickMs)) runner.countLate()
    },
  })

  return {
    costs: () => runners.map(({ runner }) => runner.costs()),
    samplesPerSecond: () => meter.perSecond(),
    stop() {
      ending.abort()
      stopTicks()
      for (const { runner } of runners) runner.close()
    },
  }
}

/** The longest interval that all of theirs are multiples of. */
function sharedInterval(families: readonly Family[]): number {
  const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))
  return families.map(({ intervalMs }) => intervalMs).reduce(greatestDivisor)
}
