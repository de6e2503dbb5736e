/**
 * Change per second between two readings of a kernel counter.
 * @returns null without a previous reading, when the counter went backwards, or when no time has passed
 */
export function ratePerSecond(previous: number | undefined, current: number, elapsedMs: number): number | null {
  // A counter starts anew at reboot or when its device is plugged in again: no rate yet, not a huge one.
  if (previous === undefined || !(current >= previous) || !(elapsedMs > 0)) return null
  return ((current - previous) * 1000) / elapsedMs
}

/** The counters of one thing (a disk, an interface), by their names. */
export type Counters<Name extends string> = Readonly<Record<Name, number>>
/** What each counter gained a second; null while that is not known. */
export type Rates<Name extends string> = Record<Name, number | null>

/** The rates of things that come and go: each against its own previous reading, over the real time between the two. */
export class RateTracker<Name extends string> {
  private previous: ReadonlyMap<string, Counters<Name>> = new Map()
  private previousMs = Number.NaN

  constructor(private readonly names: readonly Name[]) {}

  /**
   * Takes a reading of everything there is, and forgets what it does not have.
   * @param nowMs on a monotonic clock
   */
  update(readings: ReadonlyMap<string, Counters<Name>>, nowMs: number): Map<string, Rates<Name>> {
    const elapsedMs = nowMs - this.previousMs
    const rates = new Map<string, Rates<Name>>()
    for (const [key, current] of readings) {
      const previous = this.previous.get(key)
      const rate = {} as Rates<Name>
      for (const name of this.names) rate[name] = ratePerSecond(previous?.[name], current[name], elapsedMs)
      rates.set(key, rate)
    }
    this.previous = readings
    this.previousMs = nowMs
    return rates
  }
}
