import type { ReactNode } from 'react'
import type { Source } from '../api/queries.ts'
import { useClock } from '../app-context.ts'
import { formatDuration } from '../format.ts'
import { messages } from '../messages.ts'
import { useRead } from '../use-shared.ts'

interface WidgetProps {
  title: string
  detail?: ReactNode
  /** Whose values it shows. */
  source: Source<unknown>
  /** How often values come. */
  intervalMs: number
  className?: string
  children: ReactNode
}

/**
 * A card of live values, which is drawn once there are some. What it shows is dimmed, and its age told, when no new value came for
 * two intervals.
 */
export function Widget({ title, detail, source, intervalMs, className = '', children }: WidgetProps) {
  const hasValue = useRead(source, ({ data }) => data !== undefined)
  const error = useRead(source, ({ error }) => error?.message)
  const staleFor = useClock((nowMs) => {
    // By this device's clock.
    const { dataUpdatedAt } = source.getCurrentResult()
    const ageMs = dataUpdatedAt === 0 ? 0 : nowMs - dataUpdatedAt
    return ageMs > 2 * intervalMs + 1000 ? formatDuration(ageMs / 1000) : ''
  })
  const isStale = staleFor !== ''
  return (
    <section aria-label={title} className={`card flex min-w-0 flex-col ${className}`} data-stale={isStale}>
      <header className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-semibold">{title}</h2>
        <p className={`text-sm ${isStale ? 'text-warn' : 'text-muted'}`}>
          {isStale ? messages.stale(staleFor) : detail}
        </p>
      </header>
      {/* Read out once, not with every second of age. */}
      <span role="status" className="sr-only">
        {isStale ? messages.staleSpoken(title) : ''}
      </span>
      {hasValue ? (
        <div className={`grow transition-opacity ${isStale ? 'opacity-75 grayscale' : ''}`}>{children}</div>
      ) : (
        <p
          role="status"
          className={`grid min-h-24 grow place-items-center text-center ${error ? 'text-bad' : 'text-muted'}`}
        >
          {error ?? messages.waiting}
        </p>
      )}
    </section>
  )
}
