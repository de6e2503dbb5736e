/** The load averages over 1, 5 and 15 minutes, from `/proc/loadavg`. */
export function parseLoad(loadavg: string): [number, number, number] | null {
  const [, one, five, fifteen] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)/.exec(loadavg) ?? []
  return one && five && fifteen ? [Number(one), Number(five), Number(fifteen)] : null
}

/** Whole seconds since the start, from `/proc/uptime`. */
export function parseUptime(uptime: string): number | null {
  const seconds = /^(\d{1,9})\./.exec(uptime)?.[1]
  return seconds === undefined ? null : Number(seconds)
}

/**
 * Percent of the last ten seconds in which some task waited for the resource, from a file of `/proc/pressure`.
 * @see Documentation/accounting/psi.rst
 */
export function parsePressure(pressure: string): number | null {
  const average = /^some avg10=(\d+\.\d+)/m.exec(pressure)?.[1]
  return average === undefined ? null : Number(average)
}
