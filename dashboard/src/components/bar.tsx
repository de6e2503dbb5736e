// Where what fills up asks for attention, and where for action.
const warnAt = 80
const badAt = 92

/** The colour of something that fills up: a full disk is bad, a busy core is not. */
export function fillColor(percent: number): string {
  if (percent < warnAt) return 'fill-accent'
  return percent < badAt ? 'fill-warn' : 'fill-bad'
}

/** A share as finely as it can be seen: what is drawn stays as it is while it wavers by less. */
export function inTenths(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 10) / 10
}

/**
 * A share as a bar; decoration, for its number stands beside it. Nothing is drawn for what is not known. Points of a polygon, other
 * than a width, are no style, which the browser would have to find anew.
 */
export function Bar({ percent, color }: { percent: number | null; color: string }) {
  const end = inTenths(Math.min(100, percent ?? 0))
  return (
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" className="bar" aria-hidden>
      <rect width={100} height={1} className="fill-raised" />
      {percent !== null && <polygon points={`0 0 ${end} 0 ${end} 1 0 1`} className={color} />}
    </svg>
  )
}
