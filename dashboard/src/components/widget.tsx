import { memo, type ReactNode } from 'react'
import { useClock } from '../app-context.ts'
import { formatDuration } from '../format.ts'
import { messages } from '../messages.ts'

interface WidgetProps {
  title: string
  detail?: string
  /** When the newest value came, by this device's clock; 0: none has come yet. */
  updatedMs: number
  /** How often values come. */
  intervalMs: number
  /** Why the first value cannot be had. */
  error?: Error | null
  className?: string
  children: ReactNode
}

/** A card of live values. What it shows is dimmed, and its age told, when no new value came for two intervals. */
export function Widget({ title, detail = '', updatedMs, intervalMs, error, className = '', children }: WidgetProps) {
  const staleFor = useClock((nowMs) => {
    const ageMs = updatedMs === 0 ? 0 : nowMs - updatedMs
    return ageMs > 2 * intervalMs + 1000 ? formatDuration(ageMs / 1000) : ''
  })
  const isStale = staleFor !== ''
  return (
    <section aria-label={title} className={`card flex min-w-0 flex-col ${className}`} data-stale={isStale}>
      <Head title={title} detail={detail} staleFor={staleFor} />
      {updatedMs === 0 ? (
        <p
          role="status"
          className={`grid min-h-24 grow place-items-center text-center ${error ? 'text-bad' : 'text-muted'}`}
        >
          {error?.message ?? messages.waiting}
        </p>
      ) : (
        <div className={`grow transition-opacity ${isStale ? 'opacity-75 grayscale' : ''}`}>{children}</div>
      )}
    </section>
  )
}

/** Stays as it is from one sample to the next. */
const Head = memo(function Head({ title, detail, staleFor }: Record<'title' | 'detail' | 'staleFor', string>) {
  const isStale = staleFor !== ''
  return (
    <>
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
    </>
  )
})
