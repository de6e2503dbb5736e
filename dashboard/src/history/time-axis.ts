import type uPlot from 'uplot'
import { clampSpan, panSpan, type Span, zoomSpan } from './view.ts'

/** How a change of the range is remembered: as a step that "back" undoes, or as part of the last one. */
export type Remember = 'step' | 'amend'

/** The one axis of all charts of the page: what they show, and where the cursor is. */
export interface TimeAxis {
  /** What is shown at this moment. */
  span(): Span
  /** Shows a span in all charts. */
  show(span: Span): void
  /** Shows a span that is still being chosen. */
  preview(span: Span): void
  /** A span that was chosen: it becomes the page's. */
  choose(span: Span, remember: Remember): void
  /** In steps that come quickly: shown at once, chosen when they rest. */
  zoom(factor: number, share?: number): void
  pan(share: number): void
  /** Seconds since the epoch; null: nowhere. */
  cursor(): number | null
  setCursor(seconds: number | null): void
  subscribeCursor(listener: () => void): () => void
  add(plot: uPlot): () => void
}

// Steps that come closer than this are one.
const restMs = 250

/** @param onChoose hears of each span that was chosen */
export function createTimeAxis(
  first: Span,
  nowMs: () => number,
  onChoose: (span: Span, remember: Remember) => void,
): TimeAxis {
  let shown = first
  let cursor: number | null = null
  let isChoosing = false
  let resting: ReturnType<typeof setTimeout> | undefined
  const plots = new Set<uPlot>()
  const listeners = new Set<() => void>()

  function placeCursor(plot: uPlot): void {
    // Beyond its plot a cursor is not drawn.
    const left = cursor === null ? -10 : plot.valToPos(cursor, 'x')
    plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false)
  }
  function show(span: Span): void {
    shown = span
    for (const plot of plots) plot.setScale('x', { min: span.fromMs / 1000, max: span.toMs / 1000 })
    for (const plot of plots) placeCursor(plot)
  }
  function step(span: Span): void {
    axis.preview(span)
    clearTimeout(resting)
    resting = setTimeout(() => axis.choose(shown, 'amend'), restMs)
  }

  const axis: TimeAxis = {
    span: () => shown,
    show(span) {
      // While someone zooms, what they see is not moved below their hand.
      if (!isChoosing) show(span)
    },
    preview(span) {
      isChoosing = true
      show(clampSpan(span, nowMs()))
    },
    choose(span, remember) {
      clearTimeout(resting)
      axis.preview(span)
      isChoosing = false
      onChoose(shown, remember)
    },
    zoom: (factor, share) => step(zoomSpan(shown, factor, share)),
    pan: (share) => step(panSpan(shown, share)),
    cursor: () => cursor,
    setCursor(seconds) {
      if (seconds === cursor) return
      cursor = seconds
      for (const plot of plots) placeCursor(plot)
      for (const listener of listeners) listener()
    },
    subscribeCursor(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    add(plot) {
      plots.add(plot)
      plot.setScale('x', { min: shown.fromMs / 1000, max: shown.toMs / 1000 })
      return () => void plots.delete(plot)
    },
  }
  return axis
}
