import type { Container } from '@home-zenith/contract'
import { containers } from '../messages/containers.ts'

/** Whether a container runs, and is well. */
export function Status({ status, health }: Pick<Container, 'status' | 'health'>) {
  const isRunning = status === 'running'
  const color =
    health === 'unhealthy' ? 'bg-bad' : isRunning ? 'bg-good' : status === 'restarting' ? 'bg-warn' : 'bg-muted'
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span className="inline-flex items-center gap-2 whitespace-nowrap">
        <span className={`size-2 shrink-0 rounded-full ${color}`} aria-hidden />
        {containers.statuses[status] ?? status}
      </span>
      {health !== null && (
        <span className={health === 'unhealthy' ? 'text-bad' : 'text-muted'}>{containers.health[health]}</span>
      )}
    </span>
  )
}
