import { ArrowLeft, ArrowRight, EyeOff, GripVertical, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { overview as texts } from '../messages/overview.ts'
import { hide, type Layout, moveTo, show } from './layout.ts'
import { gridClass, placesOf, widgetOf } from './places.ts'

interface ArrangeWidgetsProps {
  layout: Layout
  /** `undefined`: the layout that everybody starts with. */
  onChange(layout: Layout | undefined): void
  onDone(): void
}

const titleOf = (id: string) => widgetOf(id)?.title ?? id

/** The overview while it is arranged: each widget low, with what moves and hides it; those that are hidden above. */
export function ArrangeWidgets({ layout, onChange, onDone }: ArrangeWidgetsProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [spoken, setSpoken] = useState('')
  const { dragged, target, startDrag } = useDrag((id, place) => move(id, place))
  useEffect(() => heading.current?.focus(), [])

  function move(id: string, place: number, button?: HTMLElement) {
    if (place < 0 || place >= layout.shown.length) return
    // The place in the document changes, which takes the focus from the button that did it.
    flushSync(() => onChange(moveTo(layout, id, place)))
    button?.focus({ preventScroll: true })
    button?.closest('li')?.scrollIntoView({ block: 'nearest' })
    setSpoken(texts.place(titleOf(id), place + 1, layout.shown.length))
  }
  function remove(id: string) {
    onChange(hide(layout, id))
    setSpoken(texts.hidden(titleOf(id)))
    heading.current?.focus()
  }

  return (
    <section aria-label={texts.arranging}>
      <div className="card sticky top-2 z-10 mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 grow sm:basis-72">
          <h2 ref={heading} tabIndex={-1} className="font-semibold outline-none">
            {texts.arranging}
          </h2>
          {/* It would cover a quarter of a phone. */}
          <p className="text-muted text-sm max-sm:sr-only">{texts.how}</p>
        </div>
        <div className="flex gap-3">
          <button
            type="button"
            className="button-quiet"
            onClick={() => {
              onChange(undefined)
              setSpoken(texts.wasReset)
            }}
          >
            {texts.reset}
          </button>
          <button type="button" className="button" onClick={onDone}>
            {texts.done}
          </button>
        </div>
        {layout.hidden.length > 0 && (
          <ul className="flex basis-full flex-wrap gap-2">
            {layout.hidden.map((id) => (
              <li key={id}>
                <button type="button" className="button-quiet gap-2" onClick={() => onChange(show(layout, id))}>
                  <Plus className="size-4" aria-hidden />
                  {texts.add(titleOf(id))}
                </button>
              </li>
            ))}
          </ul>
        )}
        <p role="status" className="sr-only">
          {spoken}
        </p>
      </div>
      <ol className={gridClass}>
        {placesOf(layout.shown).map(({ id, className }, place) => (
          <li
            key={id}
            data-widget={id}
            className={`card min-w-0 scroll-mt-36 scroll-mb-20 p-3 ${className} ${id === dragged ? 'opacity-50' : ''} ${id === target ? 'border-accent' : ''}`}
          >
            <div className="flex items-center gap-1">
              <span
                className="text-muted grid size-10 shrink-0 cursor-grab touch-none place-items-center"
                title={texts.drag(titleOf(id))}
                onPointerDown={(event) => {
                  event.preventDefault()
                  startDrag(id)
                }}
              >
                <GripVertical className="size-5" aria-hidden />
              </span>
              <h3 className="min-w-0 grow leading-tight font-semibold break-words">{titleOf(id)}</h3>
              <button
                type="button"
                className="icon-button"
                aria-label={texts.back(titleOf(id))}
                aria-disabled={place === 0}
                onClick={(event) => move(id, place - 1, event.currentTarget)}
              >
                <ArrowLeft className="size-5" aria-hidden />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={texts.forth(titleOf(id))}
                aria-disabled={place === layout.shown.length - 1}
                onClick={(event) => move(id, place + 1, event.currentTarget)}
              >
                <ArrowRight className="size-5" aria-hidden />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={texts.hide(titleOf(id))}
                onClick={() => remove(id)}
              >
                <EyeOff className="size-5" aria-hidden />
              </button>
            </div>
            <Preview id={id} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The widget itself, cut off, without its title, and not to be used. */
function Preview({ id }: { id: string }) {
  const entry = widgetOf(id)
  return (
    <div className="mt-2 h-40 overflow-hidden opacity-60 [&_h2]:hidden" inert>
      {entry && <entry.Widget />}
    </div>
  )
}

/** Dragging by mouse, pen or finger: what lies under it when it ends is the new place. Escape ends it in vain. */
function useDrag(onDrop: (id: string, place: number) => void) {
  const [dragged, setDragged] = useState('')
  const [target, setTarget] = useState('')
  const drop = useRef(onDrop)
  drop.current = onDrop

  useEffect(() => {
    if (!dragged) return
    const placeUnder = ({ clientX, clientY }: PointerEvent) =>
      document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-widget]')
    const end = () => {
      setDragged('')
      setTarget('')
    }
    const listening = new AbortController()
    const { signal } = listening
    addEventListener('pointermove', (event) => setTarget(placeUnder(event)?.dataset.widget ?? ''), { signal })
    addEventListener(
      'pointerup',
      (event) => {
        const place = placeUnder(event)
        const index = place ? [...(place.parentElement?.children ?? [])].indexOf(place) : -1
        end()
        if (index >= 0 && place?.dataset.widget !== dragged) drop.current(dragged, index)
      },
      { signal },
    )
    addEventListener('pointercancel', end, { signal })
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal })
    return () => listening.abort()
  }, [dragged])

  return { dragged, target, startDrag: setDragged }
}
