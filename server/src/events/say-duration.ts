/** A duration for people, in its two greatest units: `74 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function sayDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  if (minutes < 2 * 1440) return inTwo(minutes, 60, 'h', 'min')
  return inTwo(Math.round(minutes / 60), 24, 'd', 'h')
}

function inTwo(amount: number, size: number, unit: string, smaller: string): string {
  const rest = amount % size
  return `${Math.floor(amount / size)} ${unit}${rest > 0 ? ` ${rest} ${smaller}` : ''}`
}
