/** How values are shown; `timeZone` is undefined for the browser's own. */
export interface Formats extends Units {
  timeZone: string | undefined
}

export interface Units {
  bytes: 'binary' | 'decimal'
  speed: 'byte' | 'bit'
  temperature: 'celsius' | 'fahrenheit'
}

/** What there is to choose from, the first is what everybody starts with. */
export const unitChoices = {
  bytes: ['binary', 'decimal'],
  speed: ['byte', 'bit'],
  temperature: ['celsius', 'fahrenheit'],
} as const satisfies { [Name in keyof Units]: readonly Units[Name][] }

/** Whose time is shown, where it is not a zone of the IANA's. */
export type ZoneOwner = 'browser' | 'server'

/** The units that are kept with the account; what is not known is as at first. */
export function readUnits(kept: unknown): Units {
  const given = typeof kept === 'object' && kept ? (kept as Partial<Record<keyof Units, unknown>>) : {}
  const choose = <Choice>(choices: readonly [Choice, ...Choice[]], value: unknown) =>
    choices.find((one) => one === value) ?? choices[0]
  return {
    bytes: choose(unitChoices.bytes, given.bytes),
    speed: choose(unitChoices.speed, given.speed),
    temperature: choose(unitChoices.temperature, given.temperature),
  }
}

/** The time zone that is kept with the account: whose it is, or its name; one that this browser does not know is the browser's. */
export function readTimeZone(kept: unknown): ZoneOwner | (string & {}) {
  return kept === 'server' || isTimeZone(kept) ? kept : 'browser'
}

function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

let preferences: Readonly<Record<string, unknown>> = {}
let serverZone: unknown
let formats = readFormats()
const listeners = new Set<() => void>()

function readFormats(): Formats {
  const zone = readTimeZone(preferences.time_zone)
  const named = zone === 'server' ? serverZone : zone
  return { ...readUnits(preferences.units), timeZone: isTimeZone(named) ? named : undefined }
}

function update(): void {
  const next = readFormats()
  // The same object as long as nothing changes: charts are made anew for another one.
  if (JSON.stringify(next) === JSON.stringify(formats)) return
  formats = next
  for (const listener of listeners) listener()
}

/** What format.ts goes by. */
export function getFormats(): Formats {
  return formats
}

export function subscribeFormats(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Takes what an account prefers: `units` and `time_zone`. */
export function preferFormats(preferred: Readonly<Record<string, unknown>>): void {
  preferences = preferred
  update()
}

/** Takes the time zone of the machine. */
export function learnServerZone(name: string | null): void {
  // Told with each look at the server.
  if (name === serverZone) return
  serverZone = name
  update()
}
