import { lazy, memo, Suspense, startTransition, useDeferredValue, useState } from 'react'
import { useFormats, useServices, useSession } from '../app-context.ts'
import { overview } from '../messages/overview.ts'
import { widgets } from './index.ts'
import { HideContext } from './lacking.tsx'
import { hide, type Layout, readLayout } from './layout.ts'
import { gridClass, placesOf, widgetOf } from './places.ts'

const ArrangeWidgets = lazy(async () => ({ default: (await import('./arrange-widgets.tsx')).ArrangeWidgets }))

const ids = widgets.map(({ id }) => id)

// About as many as the first screen has: they are drawn before the others.
const firstCount = 3

/** The widgets as their user has arranged them. It does not depend on what they show. */
export const WidgetGrid = memo(function WidgetGrid() {
  const { session } = useServices()
  const state = useSession()
  useFormats()
  const [isArranging, setArranging] = useState(false)
  const [error, setError] = useState('')
  const count = useDeferredValue(ids.length, firstCount)
  if (state.phase !== 'signed_in') return null
  const layout = readLayout(state.user.preferences.overview, ids)
  const keep = (changed: Layout | undefined) => {
    setError('')
    session.prefer({ overview: changed }).catch((thrown: unknown) => setError(String(thrown)))
  }
  const trouble = error && (
    <p role="alert" className="text-bad mb-4 text-sm">
      {error}
    </p>
  )

  if (isArranging) {
    return (
      <Suspense>
        {trouble}
        <ArrangeWidgets layout={layout} onChange={keep} onDone={() => setArranging(false)} />
      </Suspense>
    )
  }
  return (
    <>
      {trouble}
      {layout.shown.length === 0 && <p className="card text-muted text-center">{overview.empty}</p>}
      <div className={gridClass}>
        {placesOf(layout.shown)
          .slice(0, count)
          .map(({ id, className }) => (
            <Place key={id} id={id} className={className} onHide={() => keep(hide(layout, id))} />
          ))}
      </div>
      <p className="mt-4 text-right">
        <button type="button" className="button-quiet" onClick={() => startTransition(() => setArranging(true))}>
          {overview.arrange}
        </button>
      </p>
    </>
  )
})

/** Where a widget stands: it fills its place. */
function Place({ id, className, onHide }: { id: string; className: string; onHide(): void }) {
  const entry = widgetOf(id)
  if (!entry) return null
  return (
    <div className={`widget-place ${className}`}>
      <HideContext value={onHide}>
        <entry.Widget />
      </HideContext>
    </div>
  )
}
