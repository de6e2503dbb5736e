import type { Family } from '../metrics/family.ts'
import { JsonText } from '../platform/http/index.ts'

interface Kept {
  sample: { timestamp: string }
  json?: JsonText
}

/** The latest sample of each family, in memory; its JSON is made when first asked for, and kept. */
export class Latest {
  private readonly samples = new Map<string, Kept>()
  private readonly waiting = new Map<string, Set<() => void>>()

  put(family: Family, sample: { timestamp: string }): void {
    this.samples.set(family.name, { sample })
    for (const wake of this.waiting.get(family.name) ?? []) wake()
  }

  get(family: string): { timestamp: string } | undefined {
    return this.samples.get(family)?.sample
  }

  /** Before the first sample it waits for that one, at most `patienceMs`. @returns undefined when none came */
  async json(family: string, patienceMs: number): Promise<JsonText | undefined> {
    if (!this.samples.has(family)) await this.firstOf(family, patienceMs)
    const kept = this.samples.get(family)
    if (!kept) return undefined
    kept.json ??= JsonText.tagged(JSON.stringify(kept.sample))
    return kept.json
  }

  private firstOf(family: string, patienceMs: number): Promise<void> {
    const waiting = this.waiting.get(family) ?? new Set()
    this.waiting.set(family, waiting)
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, patienceMs)
      waiting.add(wake)
    })
  }
}
