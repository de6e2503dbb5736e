import { setTimeout as delay } from 'node:timers/promises'
import type { Family } from '../metrics/family.ts'
import type { Logger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { type FamilyCost, FamilyRunner, type Sink } from './run-family.ts'
import { SampleMeter } from './sample-meter.ts'
import { scheduleTicks } from './schedule-ticks.ts'

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

/**
 * Samples each family at once, stamped with the tick just passed, and from then on at each of its ticks. Each begins by
 * itself: one that is slow to be primed holds up no other.
 */
export function startCollection({ families, machine, sinks, log }: CollectionOptions): Collection {
  const meter = new SampleMeter(() => machine.monotonicMs())
  const runners = families.map((family) => ({
    family,
    runner: new FamilyRunner(family, machine, [...sinks, () => meter.count()], log),
  }))
  const ending = new AbortController()
  for (const { family, runner } of runners) void begin(family, runner)

  async function begin(family: Family, runner: FamilyRunner): Promise<void> {
    await runner.prime()
    await delay(primingMs)
    if (ending.signal.aborted) return
    const stop = scheduleTicks({
      intervalMs: family.intervalMs,
      monotonicMs: () => machine.monotonicMs(),
      log: log.child({ family: family.name }),
      onTick: (tickMs) => void runner.run(tickMs),
      onLate: () => runner.countLate(),
    })
    ending.signal.addEventListener('abort', stop)
  }

  return {
    costs: () => runners.map(({ runner }) => runner.costs()),
    samplesPerSecond: () => meter.perSecond(),
    stop() {
      ending.abort()
      for (const { runner } of runners) runner.close()
    },
  }
}
