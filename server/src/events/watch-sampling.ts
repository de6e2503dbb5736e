import type { Family } from '../metrics/family.ts'
import type { Note } from './note.ts'
import { sayDuration } from './say-duration.ts'

export interface SamplingClocks {
  monotonicMs(): number
  /** As `monotonicMs`, but goes on while the machine sleeps. */
  bootMs(): number
}

// So many ticks may fail one after the other before it is a gap.
const toleratedIntervals = 4

/** A sink of samples that notes the gaps between those of one family. */
export function watchSampling(
  watched: Family,
  clocks: SamplingClocks,
  note: (gap: Note) => void,
): (family: Family, sample: { timestamp: string }) => void {
  const toleratedMs = toleratedIntervals * watched.intervalMs
  let last: { tickMs: number; monotonicMs: number } | undefined
  let asleepMs = clocks.bootMs() - clocks.monotonicMs()
  return (family, sample) => {
    if (family.name !== watched.name) return
    const tickMs = Date.parse(sample.timestamp)
    const nowMs = clocks.monotonicMs()
    const before = last
    last = { tickMs, monotonicMs: nowMs }
    const gapMs = before ? tickMs - before.tickMs : 0
    if (!before || gapMs <= toleratedMs) return
    const asleepNowMs = clocks.bootMs() - nowMs
    const sleptMs = asleepNowMs - asleepMs
    asleepMs = asleepNowMs
    const passedMs = nowMs - before.monotonicMs + sleptMs
    const message =
      gapMs - passedMs > toleratedMs
        ? `the clock was set forward by ${sayDuration(gapMs - passedMs)}`
        : `nothing was sampled for ${sayDuration(gapMs)}${sleptMs > toleratedMs ? ': the machine slept' : ''}`
    const [timestamp, until] = [new Date(before.tickMs).toISOString(), new Date(tickMs).toISOString()]
    note({ kind: 'gap', timestamp, until, message })
  }
}
