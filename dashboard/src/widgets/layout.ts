/** Which widgets the overview shows, in their order, and which it does not. */
export interface Layout {
  shown: readonly string[]
  hidden: readonly string[]
}

/** How many columns a wide screen has. */
export const columns = 3

/** The layout that is kept with the account; a widget that it does not know yet, being newer, comes last. */
export function readLayout(kept: unknown, known: readonly string[]): Layout {
  const { shown, hidden } = typeof kept === 'object' && kept ? (kept as Partial<Record<keyof Layout, unknown>>) : {}
  const knownIn = (ids: unknown) => new Set(Array.isArray(ids) ? known.filter((id) => ids.includes(id)) : [])
  const isHidden = knownIn(hidden)
  const chosen: unknown[] = Array.isArray(shown) ? shown : []
  const all = [...new Set([...chosen.filter((id) => known.some((one) => one === id)), ...known])].map(String)
  const isShown = knownIn(shown)
  return {
    shown: all.filter((id) => isShown.has(id) || !isHidden.has(id)),
    hidden: known.filter((id) => isHidden.has(id) && !isShown.has(id)),
  }
}

/** Puts a widget to another place among those that are shown. */
export function moveTo({ shown, hidden }: Layout, id: string, place: number): Layout {
  const others = shown.filter((one) => one !== id)
  return { shown: [...others.slice(0, Math.max(0, place)), id, ...others.slice(Math.max(0, place))], hidden }
}

export function hide({ shown, hidden }: Layout, id: string): Layout {
  return { shown: shown.filter((one) => one !== id), hidden: [...hidden, id] }
}

/** Shows a widget again, as the last. */
export function show({ shown, hidden }: Layout, id: string): Layout {
  return { shown: [...shown, id], hidden: hidden.filter((one) => one !== id) }
}

/** How many columns each widget takes: where the next does not fit into a row, the row's last one fills it. */
export function spansOf(widths: readonly number[]): number[] {
  const spans: number[] = []
  let used = 0
  for (const [index, width] of widths.entries()) {
    used += width
    const next = widths[index + 1]
    const isLast = next === undefined || used + next > columns
    spans.push(isLast ? width + columns - used : width)
    if (isLast) used = 0
  }
  return spans
}
