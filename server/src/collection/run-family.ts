import type { Collector, Family } from '../metrics/family.ts'
import type { Logger } from '../platform/logger.ts'
import { within } from '../platform/within.ts'
import type { Machine } from '../sources/index.ts'

/** Receives each sample; one that throws costs the others nothing. */
export type Sink = (family: Family, sample: { timestamp: string }) => void

/** What collecting a family has cost: the last duration, and how many ticks were late and failed since the start. */
export interface FamilyCost {
  family: string
  duration_ms: number | null
  late: number
  failed: number
}

/** Collects one family: never twice at once, within its time limit, its failures counted and isolated. */
export class FamilyRunner {
  private readonly collector: Collector<{ timestamp: string }>
  private running: Promise<unknown> | undefined
  private readonly cost: FamilyCost

  constructor(
    private readonly family: Family,
    private readonly machine: Machine,
    private readonly sinks: readonly Sink[],
    private readonly log: Logger,
  ) {
    this.collector = family.createCollector(machine)
    this.cost = { family: family.name, duration_ms: null, late: 0, failed: 0 }
  }

  async prime(): Promise<void> {
    try {
      await within(this.collector.prime(), this.family.timeoutMs)
    } catch (err) {
      this.log.error({ family: this.family.name, err }, 'the counters cannot be read; the first rates are unknown')
    }
  }

  /** Takes the sample of a tick and hands it on. Never rejects. */
  async run(tickMs: number): Promise<void> {
    if (this.running) {
      this.fail(tickMs, new Error('the collection before it is still running'))
      return
    }
    const startedMs = this.machine.monotonicMs()
    const timestamp = new Date(tickMs).toISOString()
    const collecting = (async () => this.collector.collect(timestamp))()
    this.running = collecting.catch(() => undefined).finally(() => (this.running = undefined))
    try {
      const measured = await within(collecting, this.family.timeoutMs)
      const sample = { timestamp, ...measured }
      this.cost.duration_ms = this.machine.monotonicMs() - startedMs
      for (const sink of this.sinks) this.hand(sink, sample)
    } catch (err) {
      this.fail(tickMs, err)
    }
  }

  countLate(): void {
    this.cost.late += 1
  }

  close(): void {
    this.collector.close?.()
  }

  costs(): FamilyCost {
    return { ...this.cost }
  }

  private hand(sink: Sink, sample: { timestamp: string }): void {
    try {
      sink(this.family, sample)
    } catch (err) {
      this.log.error({ family: this.family.name, err }, 'a sample could not be handed on')
    }
  }

  private fail(tickMs: number, err: unknown): void {
    this.cost.failed += 1
    this.log.error({ family: this.family.name, tick: new Date(tickMs).toISOString(), err }, 'collection failed')
  }
}
