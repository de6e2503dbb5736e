import { createTask } from 'node-cron'
import type { Logger } from '../platform/logger.ts'

export interface TickOptions {
  /** A divisor of a minute, in whole seconds. */
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

// How long before each tick the two clocks are compared, and by how much they may differ: NTP slews well below it.
const checkAheadMs = 50
const toleratedDriftMs = 1000
const lateFromMs = 1000

/**
 * Ticks aligned to the wall clock, in UTC, beginning at once with the one just passed. A tick that is late by less than an interval still comes, with its own time.
 * After a jump of the clock the schedule starts anew from the present, with the tick just passed: node-cron alone
 * would sleep through a jump back, and count every tick of a jump forward as missed, one by one.
 * @returns what stops it
 */
export function scheduleTicks({ intervalMs, onTick, onLate, monotonicMs, log }: TickOptions): () => void {
  let lastTickMs = Number.NaN
  let check: NodeJS.Timeout | undefined
  const tick = (tickMs: number, isAnew: boolean) => {
    watchClock()
    if (tickMs === lastTickMs) return
    lastTickMs = tickMs
    onTick(tickMs, isAnew)
  }
  const tickInTime = (tickMs: number) => {
    if (Date.now() - tickMs >= lateFromMs) onLate(tickMs)
    tick(tickMs, false)
  }
  const task = createTask(patternOf(intervalMs), ({ date }) => tickInTime(date.getTime()), {
    timezone: 'UTC',
    missedExecutionTolerance: intervalMs,
    suppressMissedWarning: true,
  })
  task.on('execution:missed', ({ date }) => {
    onLate(date.getTime())
    log.warn({ tick: date }, 'a tick was missed: the process was held up')
  })

  function watchClock() {
    clearTimeout(check)
    const wallMs = Date.now()
    const startedMs = monotonicMs()
    check = setTimeout(
      () => {
        const driftMs = Date.now() - wallMs - (monotonicMs() - startedMs)
        if (Math.abs(driftMs) < toleratedDriftMs) return watchClock()
        log.warn({ jump_ms: Math.round(driftMs) }, 'the clock was set; the schedule follows it')
        task.stop()
        task.start()
        tick(tickBefore(Date.now(), intervalMs), true)
      },
      untilNextCheck(wallMs, intervalMs),
    )
  }

  task.start()
  tick(tickBefore(Date.now(), intervalMs), true)
  return () => {
    clearTimeout(check)
    task.destroy()
  }
}

/** The tick of an interval that has just passed. */
export function tickBefore(nowMs: number, intervalMs: number): number {
  return Math.floor(nowMs / intervalMs) * intervalMs
}

function untilNextCheck(nowMs: number, intervalMs: number): number {
  const untilTickMs = intervalMs - (nowMs % intervalMs)
  return untilTickMs > 2 * checkAheadMs ? untilTickMs - checkAheadMs : untilTickMs + intervalMs - checkAheadMs
}

function patternOf(intervalMs: number): string {
  const seconds = intervalMs / 1000
  return seconds === 60 ? '0 * * * * *' : `*/${seconds} * * * * *`
}
