import type { Event as MachineEvent } from '@home-zenith/contract'
import { formatMoment } from '../format.ts'
import { history } from '../messages/history.ts'
import { eventColors } from './draw-marks.ts'
import { changeView } from './use-history-view.ts'

const dots = {
  good: 'bg-good',
  muted: 'bg-muted',
  'line-4': 'bg-line-4',
  bad: 'bg-bad',
  warn: 'bg-warn',
} as const satisfies Record<(typeof eventColors)[MachineEvent['kind']], string>

// What Home Zenith itself did: their messages do not name who.
const ofOwn: ReadonlySet<MachineEvent['kind']> = new Set(['start', 'clean_stop', 'unclean_stop'])

interface EventListProps {
  events: readonly MachineEvent[] | undefined
  /** Why they are not known. */
  error: Error | null
}

/**
 * What happened in the range; each can be marked in the charts. It has its place where nothing did, or is known yet: what is below it
 * does not move when the range changes.
 */
export function EventList({ events, error }: EventListProps) {
  if (!events?.length) {
    // Of a height, with no word yet.
    const text = events ? history.noEvents : (error?.message ?? '\u00a0')
    return <p className="card text-muted mb-4 px-4 py-3 text-sm">{text}</p>
  }
  return (
    <details className="card mb-4 px-4 py-3 text-sm">
      <summary className="font-medium">{history.events(events.length)}</summary>
      <ol className="mt-2 max-h-60 overflow-auto">
        {events.map(({ id, timestamp, kind, message }) => (
          <li key={id}>
            <button
              type="button"
              className="hover:bg-raised flex w-full items-baseline gap-3 rounded-lg px-2 py-1.5 text-left"
              onClick={() => changeView({ atMs: Date.parse(timestamp) }, 'amend')}
            >
              <span className={`size-2 shrink-0 rounded-full ${dots[eventColors[kind]]}`} aria-hidden />
              <span className="text-muted shrink-0">{formatMoment(Date.parse(timestamp))}</span>
              <span>{ofOwn.has(kind) ? history.ownEvent(message) : message}</span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  )
}
