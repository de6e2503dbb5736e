import type { IncrementResponse, Store } from 'express-rate-limit'

/** Counts in memory, a fixed window for each key, of which there are never more than `mostKeys`. */
export class BoundedStore implements Store {
  readonly localKeys = true
  // In the order in which the windows began, and so in which they end.
  readonly #windows = new Map<string, { hits: number; endsMs: number }>()

  constructor(
    private readonly windowMs: number,
    private readonly mostKeys: number,
    private readonly nowMs: () => number = Date.now,
  ) {}

  get size(): number {
    return this.#windows.size
  }

  increment(key: string): IncrementResponse {
    const now = this.nowMs()
    const known = this.#windows.get(key)
    // A window that ends too late was begun before the clock was set back.
    const window =
      known && known.endsMs > now && known.endsMs <= now + this.windowMs
        ? known
        : { hits: 0, endsMs: now + this.windowMs }
    if (window !== known) {
      this.#windows.delete(key)
      this.#makeRoom(now)
      this.#windows.set(key, window)
    }
    window.hits += 1
    return { totalHits: window.hits, resetTime: new Date(window.endsMs) }
  }

  decrement(key: string): void {
    const window = this.#windows.get(key)
    if (window && window.hits > 0) window.hits -= 1
  }

  resetKey(key: string): void {
    this.#windows.delete(key)
  }

  #makeRoom(now: number): void {
    for (const [key, { endsMs }] of this.#windows) {
      if (endsMs > now && this.#windows.size < this.mostKeys) return
      this.#windows.delete(key)
    }
  }
}
