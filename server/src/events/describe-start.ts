import type { NewEvent, StartNote } from './note.ts'
import { sayDuration } from './say-duration.ts'

/** What is known of the run before: times in milliseconds since the epoch. */
export interface PreviousRun {
  bootId: string | null
  /** When it was ended in order; null when it was not. */
  stoppedMs: number | null
  /** Of its samples the last that was kept; null when none was. */
  lastSampleMs: number | null
  startedMs: number
}

/** The events that a start tells of: its own, and what must have happened since the run before. */
export function describeStart(start: StartNote, previous: PreviousRun | null): NewEvent[] {
  const startedMs = Date.parse(start.timestamp)
  const own = { kind: 'start', timestamp: start.timestamp, until: null, boot_id: start.boot_id } as const
  if (!previous) return [{ ...own, message: 'started for the first time' }]
  const endedMs = previous.stoppedMs ?? Math.max(previous.lastSampleMs ?? 0, previous.startedMs)
  // A clock that was set back in between makes it negative: then nobody knows.
  const away = startedMs >= endedMs ? ` after ${sayDuration(startedMs - endedMs)}` : ''
  const ended = new Date(endedMs).toISOString()
  const events: NewEvent[] = []
  if (previous.stoppedMs === null)
    events.push({ kind: 'unclean_stop', timestamp: ended, until: null, message: 'ended without being stopped' })
  if (start.boot_id !== null && previous.bootId !== null && start.boot_id !== previous.bootId)
    events.push({
      kind: 'reboot',
      timestamp: ended,
      until: away ? start.timestamp : null,
      message: `the machine was ${sayCause(start.ordered)}: back${away}`,
    })
  return [...events, { ...own, message: `started${away}` }]
}

function sayCause(ordered: StartNote['ordered']): string {
  if (!ordered) return 'rebooted'
  return `${ordered.action === 'reboot' ? 'rebooted' : 'shut down'} by ${ordered.requested_by}`
}
