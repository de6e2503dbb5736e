const headings = 'h1, h2, h3'
// Who waits longer for what is disabled is led on.
const patienceMs = 1000

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
      if (target === last && last && last !== document.activeElement && isUsable(last)) last = null
    })
  })
  const isLost = () => document.activeElement === document.body
  // Who goes on without it has no use for it later.
  for (const name of ['pointerdown', 'keydown']) {
    document.addEventListener(name, () => {
      if (isLost()) last = null
    })
  }
  function giveBack(): void {
    if (!last || !isLost()) return
    const next = isUsable(last) ? last : headingOf(around)
    last = null
    if (next?.matches(headings)) next.tabIndex = -1
    next?.focus({ preventScroll: true })
  }
  let waiting: ReturnType<typeof setTimeout> | undefined
  const watching = new MutationObserver(() => {
    if (!last || !isLost()) return
    clearTimeout(waiting)
    if (last.isConnected && !isUsable(last)) waiting = setTimeout(giveBack, patienceMs)
    else giveBack()
  })
  watching.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] })
}

const isUsable = (element: HTMLElement) =>
  element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0

function headingOf(places: readonly HTMLElement[]): HTMLElement | null | undefined {
  const place = places.find((one) => one.isConnected && one.querySelector(headings))
  return place?.querySelector<HTMLElement>(headings)
}
