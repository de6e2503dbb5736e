import { setTimeout as delay } from 'node:timers/promises'
import type { Family } from '../metrics/family.ts'
import type { Logger } from '../platform/logger.ts'
import type { Machine } from '../sources/index.ts'
import { type FamilyCost, FamilyRunner, type Sink } from './run-family.ts'
import { scheduleTicks } from './schedule-ticks.ts'

export interface Collection {
  costs(): FamilyCost[]
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

/** Samples each family at once, stamped with the tick just passed, and from then on at each of its ticks. */
export async function startCollection({ families, machine, sinks, log }: CollectionOptions): Promise<Collection> {
  const runners = families.map((family) => ({ family, runner: new FamilyRunner(family, machine, sinks, log) }))
  await Promise.all(runners.map(({ runner }) => runner.prime()))
  await delay(primingMs)
  const stops = runners.map(({ family, runner }) =>
    scheduleTicks({
      intervalMs: family.intervalMs,
      monotonicMs: () => machine.monotonicMs(),
      log: log.child({ family: family.name }),
      onTick: (tickMs) => void runner.run(tickMs),
    }),
  )
  return {
    costs: () => runners.map(({ runner }) => runner.costs()),
    stop() {
      for (const stop of stops) stop()
      for (const { runner } of runners) runner.close()
    },
  }
}
