import { formatTimeInput, parseTimeInput } from '../format.ts'

const dayMs = 86_400_000

/** The last night, from ten to six by the clock that is shown; before six this one, so far. */
export function lastNight(nowMs: number): { fromMs: number; toMs: number } {
  const today = formatTimeInput(nowMs).slice(0, 10)
  // Days by the calendar: not each has 24 hours.
  const yesterday = new Date(Date.parse(today) - dayMs).toISOString().slice(0, 10)
  return { fromMs: parseTimeInput(`${yesterday}T22:00`), toMs: Math.min(nowMs, parseTimeInput(`${today}T06:00`)) }
}
