import { useEffect, useMemo, useState } from 'react'
import { useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { useClock, useServices } from '../app-context.ts'
import { createTimeAxis, type Remember, type TimeAxis } from './time-axis.ts'
import { formatView, parseView, refreshMsOf, type Span, spanOf, type View } from './view.ts'

export interface HistoryView {
  view: View
  /** What is shown of time; while the range goes on, up to a moment ahead. */
  span: Span
  axis: TimeAxis
}

const everyFiveSeconds = (nowMs: number) => Math.floor(nowMs / 5000)

/** The view that the page's address names, and its axis. */
export function useHistoryView(): HistoryView {
  const { session } = useServices()
  const search = useSearch()
  const view = useMemo(() => parseView(search), [search])
  useClock(everyFiveSeconds)
  const stepMs = refreshMsOf(view)
  // A new end only now and then, for each is a new question to the server; ahead, so that what was just sampled is there.
  const nowMs = Math.ceil(session.nowMs() / stepMs) * stepMs
  const { fromMs, toMs } = spanOf(view, nowMs)
  const span = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs])
  const [axis] = useState(() =>
    createTimeAxis(span, session.nowMs, (range, remember) => changeView({ range }, remember)),
  )
  useEffect(() => axis.show(span), [axis, span])
  return { view, span, axis }
}

/** Changes the view by the page's address: as a step that "back" undoes, or in its place. */
export function changeView(changes: Partial<View>, remember: Remember = 'step'): void {
  const { pathname, search } = window.location
  navigate(pathname + formatView({ ...parseView(search), ...changes }, search), { replace: remember === 'amend' })
}
