import type { ReactNode } from 'react'

interface CardProps {
  title: string
  hint?: ReactNode
  children: ReactNode
}

/** A part of the settings. */
export function Card({ title, hint, children }: CardProps) {
  return (
    <section aria-label={title} className="card min-w-0 space-y-4">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {hint && <p className="text-muted mt-1 text-sm">{hint}</p>}
      </div>
      {children}
    </section>
  )
}
