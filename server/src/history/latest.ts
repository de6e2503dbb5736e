import { EventEmitter, once } from 'node:events'
import type { Family } from '../metrics/family.ts'
import { JsonText } from '../platform/http/index.ts'

/** The latest sample of each family, in memory; its JSON is made when first asked for, and kept. */
export class Latest {
  private readonly samples = new Map<string, { sample: { timestamp: string }; json?: JsonText }>()
  // As many wait as the limits of requests let in.
  private readonly taken = new EventEmitter().setMaxListeners(0)

  put(family: Family, sample: { timestamp: string }): void {
    this.samples.set(family.name, { sample })
    this.taken.emit(family.name)
  }

  get(family: string): { timestamp: string } | undefined {
    return this.samples.get(family)?.sample
  }

  /** Before the first sample it waits for that one, at most `patienceMs`. @returns undefined when none came */
  async json(family: string, patienceMs: number): Promise<JsonText | undefined> {
    if (!this.samples.has(family))
      await once(this.taken, family, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined)
    const kept = this.samples.get(family)
    if (!kept) return undefined
    kept.json ??= JsonText.tagged(JSON.stringify(kept.sample))
    return kept.json
  }
}
