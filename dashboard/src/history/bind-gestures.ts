import type uPlot from 'uplot'
import type { TimeAxis } from './time-axis.ts'
import { panSpan, type Span, zoomSpan } from './view.ts'

// A pointer that moved less has clicked.
const clickPx = 4

/**
 * What pointers do on a plot: a drag chooses a span (uPlot tells by `setSelect`), a wheel with Ctrl and two fingers zoom, Shift
 * and one finger move, a click marks the moment. @returns what unbinds it
 */
export function bindGestures(plot: uPlot, axis: TimeAxis, onMark: (ms: number) => void): () => void {
  const { over } = plot
  const ending = new AbortController()
  const { signal } = ending
  const shareAt = (clientX: number) => {
    const { left, width } = over.getBoundingClientRect()
    return (clientX - left) / width
  }

  over.addEventListener(
    'mousemove',
    (event) => {
      // A drag goes on beyond the plot, the cursor does not.
      const share = Math.min(Math.max(shareAt(event.clientX), 0), 1)
      axis.setCursor(timeAt(axis.span(), share) / 1000)
    },
    { signal },
  )
  over.addEventListener('mouseleave', () => axis.setCursor(null), { signal })
  over.addEventListener('dblclick', (event) => axis.zoom(3, shareAt(event.clientX)), { signal })
  over.addEventListener(
    'wheel',
    (event) => {
      const isHorizontal = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (event.ctrlKey || event.metaKey) axis.zoom(Math.exp(event.deltaY / 200), shareAt(event.clientX))
      else if (isHorizontal || event.shiftKey) axis.pan((isHorizontal ? event.deltaX : event.deltaY) / over.clientWidth)
      // The page scrolls.
      else return
      event.preventDefault()
    },
    { signal, passive: false },
  )

  // The pointers that hold the plot: where each took it, and where it is now.
  const held = new Map<number, { start: number; now: number }>()
  let startSpan = axis.span()
  let hasMoved = false
  const hold = () => {
    startSpan = axis.span()
    for (const pointer of held.values()) pointer.start = pointer.now
  }
  over.addEventListener(
    'pointerdown',
    (event) => {
      hasMoved = false
      // A drag that leaves the plot is still this plot's, over other plots too.
      over.setPointerCapture(event.pointerId)
      if (event.pointerType === 'mouse' && !event.shiftKey) return
      held.set(event.pointerId, { start: shareAt(event.clientX), now: shareAt(event.clientX) })
      hold()
    },
    { signal },
  )
  over.addEventListener(
    'pointermove',
    (event) => {
      const pointer = held.get(event.pointerId)
      if (!pointer) return
      pointer.now = shareAt(event.clientX)
      if (Math.abs(pointer.now - pointer.start) * over.clientWidth >= clickPx) hasMoved = true
      if (hasMoved) axis.preview(spanOfHold(startSpan, [...held.values()]))
    },
    { signal },
  )
  for (const name of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(
      name,
      (event) => {
        if (!held.delete(event.pointerId)) return
        // What one finger of two goes on with begins here.
        if (held.size > 0) hold()
        else if (hasMoved) axis.choose(axis.span(), 'step')
      },
      { signal },
    )
  }
  // uPlot takes the click that ends its own drag.
  over.addEventListener(
    'click',
    (event) => {
      if (!hasMoved && !event.shiftKey) onMark(timeAt(axis.span(), shareAt(event.clientX)))
    },
    { signal },
  )
  return () => ending.abort()
}

export function timeAt({ fromMs, toMs }: Span, share: number): number {
  return fromMs + (toMs - fromMs) * share
}

/** Where pointers that hold a span have brought it: one moves it, two stretch it between them. */
export function spanOfHold(span: Span, [first, second]: readonly { start: number; now: number }[]): Span {
  if (!first) return span
  if (!second) return panSpan(span, first.start - first.now)
  const distance = second.now - first.now
  // Fingers upon each other: as far apart as they can be told.
  const apart = Math.abs(distance) < 0.02 ? Math.sign(distance || 1) * 0.02 : distance
  const factor = Math.abs((second.start - first.start) / apart)
  const [start, now] = [(first.start + second.start) / 2, (first.now + second.now) / 2]
  const zoomed = zoomSpan(span, factor, start)
  return panSpan(zoomed, start - now)
}
