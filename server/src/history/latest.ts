import type { Family } from '../metrics/family.ts'

/** The latest sample of each family, in memory; as text it is made when first asked for, and kept. */
export class Latest {
  private readonly samples = new Map<string, { sample: { timestamp: string }; text?: string }>()

  put(family: Family, sample: { timestamp: string }): void {
    this.samples.set(family.name, { sample })
  }

  get(family: string): { timestamp: string } | undefined {
    return this.samples.get(family)?.sample
  }

  text(family: string): string | undefined {
    const kept = this.samples.get(family)
    if (!kept) return undefined
    kept.text ??= JSON.stringify(kept.sample)
    return kept.text
  }
}
