import { useClock, useConnection } from '../app-context.ts'
import { formatDuration } from '../format.ts'
import { messages } from '../messages.ts'

/** Whether what is shown is live: a lost connection is said, not hidden. */
export function ConnectionBadge() {
  const connection = useConnection()
  const lostFor = useClock((nowMs) =>
    connection.state === 'lost' ? formatDuration(Math.max(0, (nowMs - connection.sinceMs) / 1000)) : '',
  )
  const { live, connecting, lost } = messages.connection
  const look = { live: 'bg-good', connecting: 'bg-warn', resting: 'bg-warn', lost: 'bg-bad' }[connection.state]
  const text = connection.state === 'lost' ? lost(lostFor) : connection.state === 'live' ? live : connecting
  return (
    <p
      className="text-muted flex shrink-0 items-center gap-2 text-sm whitespace-nowrap"
      data-testid="connection"
      data-state={connection.state}
    >
      <span className={`size-2 shrink-0 rounded-full ${look}`} aria-hidden />
      <span
        className={
          connection.state === 'lost' ? 'text-bad max-w-32 text-xs whitespace-normal sm:max-w-none sm:text-sm' : ''
        }
      >
        {text}
      </span>
      {/* Read out when the state changes, not at every second. */}
      <span role="status" className="sr-only">
        {connection.state === 'lost' ? messages.network : connection.state === 'live' ? live : connecting}
      </span>
    </p>
  )
}
