import type { Family } from '../metrics/family.ts'
import type { Note } from './note.ts'
import { sayDuration } from './say-duration.ts'

export interface SamplingClocks {
  /** Milliseconds since the epoch. */
  wallMs(): number
  monotonicMs(): number
  /** As `monotonicMs`, but goes on while the machine sleeps. */
  bootMs(): number
}

// So many ticks may fail one after the other before it is a gap.
const toleratedIntervals = 4

/**
 * A sink of samples that notes the gaps between those of one family.
 * @param onClockSet is told by how much the clock was set forward, when that is more than a tick
 */
export function watchSampling(
  watched: Family,
  clocks: SamplingClocks,
  note: (gap: Note) => void,
  onClockSet: (forwardMs: number) => void,
): (family: Family, sample: { timestamp: string }) => void {
  const toleratedMs = toleratedIntervals * watched.intervalMs
  const readClocks = () => {
    const monotonicMs = clocks.monotonicMs()
    return { wallMs: clocks.wallMs(), monotonicMs, asleepMs: clocks.bootMs() - monotonicMs }
  }
  let last: ({ tickMs: number } & ReturnType<typeof readClocks>) | undefined
  return (family, sample) => {
    if (family.name !== watched.name) return
    const before = last
    const now = { tickMs: Date.parse(sample.timestamp), ...readClocks() }
    last = now
    if (!before) return
    const sleptMs = now.asleepMs - before.asleepMs
    const forwardMs = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs) - sleptMs
    if (forwardMs > watched.intervalMs) onClockSet(Math.round(forwardMs))
    const gapMs = now.tickMs - before.tickMs
    if (gapMs <= toleratedMs) return
    const message =
      forwardMs > toleratedMs
        ? `the clock was set forward by ${sayDuration(forwardMs)}`
        : `nothing was sampled for ${sayDuration(gapMs)}${sleptMs > toleratedMs ? ': the machine slept' : ''}`
    const [timestamp, until] = [new Date(before.tickMs).toISOString(), new Date(now.tickMs).toISOString()]
    note({ kind: 'gap', timestamp, until, message })
  }
}
