import { lastNight } from './last-night.ts'

/** A stretch of time, in milliseconds since the epoch by the server's clock. */
export interface Span {
  fromMs: number
  toMs: number
}

/** What the history page shows; all of it is in its address. */
export interface View {
  /** A fixed span, the last so many milliseconds, which go on, or the last night. */
  range: Span | { lastMs: number } | { isNight: true }
  isCompared: boolean
  /** A moment that is marked. */
  atMs: number | null
  /** Whose network is shown; null: the default route's. */
  networkInterface: string | null
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const unitsMs = { m: minuteMs, h: hourMs, d: dayMs }
const leastMs = minuteMs
const greatestMs = 20 * 365 * dayMs

/** The ranges that have a button, as the address names them. */
export const presets = ['1h', '6h', '24h', '7d', '30d', '365d'] as const
const standard = '24h'
const night = 'night'

/** The names of what an address has of a view. */
const names = ['range', 'from', 'to', 'compare', 'at', 'interface']

/** Milliseconds of a text such as `6h`; null where it is none. */
export function lengthOf(text: string): number | null {
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const ms = Number(amount) * unitsMs[unit as keyof typeof unitsMs]
  return ms >= leastMs && ms <= greatestMs ? ms : null
}

/** The shortest range with a button that reaches so far back. */
export function coveringPreset(ms: number): (typeof presets)[number] | undefined {
  return presets.find((name) => (lengthOf(name) ?? 0) >= ms)
}

/** The view that an address names; what it names wrongly, or not at all, is as it is at first. */
export function parseView(search: string): View {
  const parameters = new URLSearchParams(search)
  const timeOf = (name: string) => {
    const ms = Date.parse(parameters.get(name) ?? '')
    return ms >= 0 ? ms : null
  }
  const [fromMs, toMs] = [timeOf('from'), timeOf('to')]
  const isFixed = fromMs !== null && toMs !== null && toMs - fromMs >= leastMs && toMs - fromMs <= greatestMs
  return {
    range: isFixed
      ? { fromMs, toMs }
      : parameters.get('range') === night
        ? { isNight: true }
        : { lastMs: lengthOf(parameters.get('range') ?? standard) ?? lengthOf(standard) ?? dayMs },
    isCompared: parameters.has('compare'),
    atMs: timeOf('at'),
    networkInterface: parameters.get('interface'),
  }
}

/** The address of a view, from its question mark on; empty for the first one. `search`: what else it has is kept. */
export function formatView({ range, isCompared, atMs, networkInterface }: View, search = ''): string {
  const parameters = new URLSearchParams()
  if ('isNight' in range) parameters.set('range', night)
  else if ('lastMs' in range) {
    if (range.lastMs !== lengthOf(standard)) parameters.set('range', formatLength(range.lastMs))
  } else {
    parameters.set('from', formatTime(range.fromMs))
    parameters.set('to', formatTime(range.toMs))
  }
  if (isCompared) parameters.set('compare', '')
  if (atMs !== null) parameters.set('at', formatTime(atMs))
  if (networkInterface !== null) parameters.set('interface', networkInterface)
  for (const [name, value] of new URLSearchParams(search)) if (!names.includes(name)) parameters.append(name, value)
  return searchOf(parameters)
}

/** From the question mark on; empty for none. Nothing that is kept there needs escaping for a browser, and a person reads it. */
export function searchOf(parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll('%3A', ':').replace('compare=', 'compare')
  return text === '' ? '' : `?${text}`
}

function formatLength(ms: number): string {
  const preset = presets.find((name) => lengthOf(name) === ms)
  return preset ?? `${Math.round(ms / minuteMs)}m`
}

function formatTime(ms: number): string {
  return new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000', '')
}

export function spanOf({ range }: View, nowMs: number): Span {
  if ('isNight' in range) return lastNight(nowMs)
  return 'lastMs' in range ? { fromMs: nowMs - range.lastMs, toMs: nowMs } : range
}

/** How often a range takes its new end. */
export function refreshMsOf({ range }: View): number {
  if ('isNight' in range) return minuteMs
  return 'lastMs' in range ? Math.min(5 * minuteMs, Math.max(15_000, range.lastMs / 1000)) : 1
}

/** A span that may be shown: not too short or long, and not in the future. */
export function clampSpan({ fromMs, toMs }: Span, nowMs: number): Span {
  const length = Math.min(greatestMs, Math.max(leastMs, toMs - fromMs))
  const middle = (fromMs + toMs) / 2
  const end = Math.max(length, Math.min(nowMs, middle + length / 2))
  return { fromMs: end - length, toMs: end }
}

/** Longer or shorter by a factor; the moment at `share` of its length stays where it is. */
export function zoomSpan({ fromMs, toMs }: Span, factor: number, share = 0.5): Span {
  const length = toMs - fromMs
  const anchor = fromMs + length * share
  return { fromMs: anchor - length * factor * share, toMs: anchor + length * factor * (1 - share) }
}

/** Moved by a share of its length: later where that is positive. */
export function panSpan({ fromMs, toMs }: Span, share: number): Span {
  const by = (toMs - fromMs) * share
  return { fromMs: fromMs + by, toMs: toMs + by }
}

/** How many days before a span lies what it is compared with: a day, a week, 30 days or a year. */
export function compareDaysOf({ fromMs, toMs }: Span): 1 | 7 | 30 | 365 {
  const days = (toMs - fromMs) / dayMs
  return ([1, 7, 30] as const).find((one) => days <= one) ?? 365
}

export function compareMsOf(span: Span): number {
  return compareDaysOf(span) * dayMs
}

export function isSameSpan(one: Span, other: Span): boolean {
  return one.fromMs === other.fromMs && one.toMs === other.toMs
}
