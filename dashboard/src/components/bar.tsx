// Where what fills up asks for attention, and where for action.
const warnAt = 80
const badAt = 92

/** The colour of something that fills up: a full disk is bad, a busy core is not. */
export function fillColor(percent: number): string {
  if (percent < warnAt) return 'bg-accent'
  return percent < badAt ? 'bg-warn' : 'bg-bad'
}

/** A share as finely as it can be seen: what is drawn stays as it is while it wavers by less. */
export function inTenths(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 10) / 10
}

/** A share as a bar; decoration, for its number stands beside it. Nothing is drawn for what is not known. */
export function Bar({ percent, color }: { percent: number | null; color: string }) {
  return (
    <div className="bar" aria-hidden>
      {percent !== null && <div className={color} style={{ width: `${inTenths(Math.min(100, percent))}%` }} />}
    </div>
  )
}
