import type { Logger } from '../platform/logger.ts'

export interface TickOptions {
  intervalMs: number
  /**
   * `tickMs` is on the wall clock, a multiple of `intervalMs`; no tick is given twice in a row.
   * @param isAnew whether the schedule begins with it: at the start, and after a jump of the clock
   */
  onTick(tickMs: number, isAnew: boolean): void
  /** A tick began a second or more after its time, or never: the process was held up. */
  onLate(tickMs: number): void
  monotonicMs(): number
  log: Logger
}

// By how much the two clocks may part from one tick to the next: NTP slews well below it.
const toleratedDriftMs = 1000
const lateFromMs = 1000

/**
 * Ticks aligned to the wall clock, in UTC, beginning at once with the one just passed. A tick that is late by less than
 * an interval still comes, with its own time. After a jump of the clock, or a sleep of the machine, which to the monotonic
 * clock is none, the schedule starts anew from the present, with the tick just passed.
 * @returns what stops it
 */
export function scheduleTicks({ intervalMs, onTick, onLate, monotonicMs, log }: TickOptions): () => void {
  let lastTickMs = Number.NaN
  let offsetMs = Date.now() - monotonicMs()
  let timer: NodeJS.Timeout

  function give(tickMs: number, isAnew: boolean): void {
    if (tickMs === lastTickMs) return
    lastTickMs = tickMs
    onTick(tickMs, isAnew)
  }

  function goOn(tickMs: number, lateMs: number): void {
    const firstMissedMs = lastTickMs + intervalMs
    for (let missedMs = firstMissedMs; missedMs < tickMs; missedMs += intervalMs) onLate(missedMs)
    if (firstMissedMs < tickMs) {
      const from = new Date(firstMissedMs).toISOString()
      log.warn({ from, ticks: (tickMs - firstMissedMs) / intervalMs }, 'ticks were missed: the process was held up')
    }
    if (lateMs >= lateFromMs) onLate(tickMs)
    give(tickMs, false)
  }

  function wake(): void {
    const nowMs = Date.now()
    const driftMs = nowMs - monotonicMs() - offsetMs
    offsetMs += driftMs
    const tickMs = tickBefore(nowMs, intervalMs)
    if (Math.abs(driftMs) >= toleratedDriftMs) {
      log.warn(
        { jump_ms: Math.round(driftMs) },
        'the clock was set, or the machine slept; the schedule follows the clock',
      )
      give(tickMs, true)
    } else if (tickMs > lastTickMs) {
      // Not so when the timer came a moment early: then the rest of the time is waited for.
      goOn(tickMs, nowMs - tickMs)
    }
    waitForNext()
  }

  function waitForNext(): void {
    timer = setTimeout(wake, intervalMs - (Date.now() % intervalMs))
  }

  give(tickBefore(Date.now(), intervalMs), true)
  waitForNext()
  return () => clearTimeout(timer)
}

/** The tick of an interval that has just passed. */
export function tickBefore(nowMs: number, intervalMs: number): number {
  return Math.floor(nowMs / intervalMs) * intervalMs
}
