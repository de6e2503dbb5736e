const windowMs = 60_000
// At the start all families are sampled at once: a rate over less would be of that.
const leastMs = 5000

/** How many samples a second were taken in the last minute. */
export class SampleMeter {
  private takenMs: number[] = []
  private readonly startedMs: number

  constructor(private readonly monotonicMs: () => number) {
    this.startedMs = monotonicMs()
  }

  count(): void {
    const nowMs = this.monotonicMs()
    this.takenMs = this.takenMs.filter((takenMs) => nowMs - takenMs < windowMs)
    this.takenMs.push(nowMs)
  }

  perSecond(): number | null {
    const nowMs = this.monotonicMs()
    const spanMs = Math.min(windowMs, nowMs - this.startedMs)
    if (spanMs < leastMs) return null
    return this.takenMs.filter((takenMs) => nowMs - takenMs < windowMs).length / (spanMs / 1000)
  }
}
