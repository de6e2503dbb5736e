const headings = 'h1, h2, h3'

/**
 * Gives back the focus that a change of the page takes: from what is gone to the heading of what stood around it, and to what was
 * only disabled for a while. Without it a keyboard begins at the top again, and a screen reader says nothing.
 */
export function keepFocus(root: HTMLElement): void {
  let last: HTMLElement | null = null
  let around: HTMLElement[] = []
  root.addEventListener('focusin', ({ target }) => {
    last = target instanceof HTMLElement ? target : null
    around = []
    for (let place = last?.parentElement; place && root.contains(place); place = place.parentElement) around.push(place)
  })
  root.addEventListener('focusout', ({ target }) => {
    // It is told before an element is removed or disabled, too: what can still be used afterwards was left by its user.
    queueMicrotask(() => {
      if (target === last && last && isUsable(last)) last = null
    })
  })
  const watching = new MutationObserver(() => {
    if (!last || document.activeElement !== document.body || (last.isConnected && !isUsable(last))) return
    const next = last.isConnected ? last : headingOf(around)
    last = null
    if (next?.matches(headings)) next.tabIndex = -1
    next?.focus({ preventScroll: true })
  })
  watching.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] })
}

const isUsable = (element: HTMLElement) =>
  element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0

function headingOf(places: readonly HTMLElement[]): HTMLElement | null | undefined {
  const place = places.find((one) => one.isConnected && one.querySelector(headings))
  return place?.querySelector<HTMLElement>(headings)
}
