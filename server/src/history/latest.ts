import type { Family } from '../metrics/family.ts'
import { JsonText } from '../platform/http/index.ts'

/** The latest sample of each family, in memory; its JSON is made when first asked for, and kept. */
export class Latest {
  private readonly samples = new Map<string, { sample: { timestamp: string }; json?: JsonText }>()

  put(family: Family, sample: { timestamp: string }): void {
    this.samples.set(family.name, { sample })
  }

  get(family: string): { timestamp: string } | undefined {
    return this.samples.get(family)?.sample
  }

  json(family: string): JsonText | undefined {
    const kept = this.samples.get(family)
    if (!kept) return undefined
    kept.json ??= JsonText.tagged(JSON.stringify(kept.sample))
    return kept.json
  }
}
