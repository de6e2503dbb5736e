// Rates over a window, and whether two windows differ by more than their noise.

// The shims of containerd collect their garbage every 30 s, which costs more than all the rest of an idle engine: a slice has
// it once.
const longestSliceSeconds = 30

/**
 * Processor time of each group in ms a second, a number for each slice of the window.
 * @template {string} Name
 * @param {Record<Name, import('./cgroup.mjs').Group>} groups
 * @param {(seconds: number) => Promise<void>} wait
 * @returns {Promise<Record<Name, number[]>>}
 */
export async function measureRates(groups, seconds, wait) {
  const names = Object.keys(groups)
  const read = () => ({ atMs: performance.now(), cpuMs: names.map((name) => groups[name].cpuMs()) })
  const count = Math.max(2, Math.round(seconds / longestSliceSeconds))
  const readings = [read()]
  for (let slice = 1; slice <= count; slice += 1) {
    // Towards the end from the beginning, so that a late timer is not late for all.
    await wait(Math.max(0, (slice * seconds) / count - (performance.now() - readings[0].atMs) / 1000))
    readings.push(read())
  }
  const rates = (index) =>
    readings.slice(1).map(({ atMs, cpuMs }, slice) => {
      const before = readings[slice]
      return ((cpuMs[index] - before.cpuMs[index]) / (atMs - before.atMs)) * 1000
    })
  return Object.fromEntries(names.map((name, index) => [name, rates(index)]))
}

export const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/** The square of the standard error of the mean. */
function uncertainty(numbers) {
  const middle = mean(numbers)
  const squares = numbers.reduce((sum, number) => sum + (number - middle) ** 2, 0)
  return squares / (numbers.length - 1) / numbers.length
}

/**
 * How much more was done than in the idle window.
 * @param {number[]} rates
 * @param {number[]} idleRates
 * @returns {{ extra: number, error: number, counted: number }} `error` is the standard error; what is within two of them cannot
 * be told from nothing, and is not counted
 */
export function compareWithIdle(rates, idleRates) {
  const extra = mean(rates) - mean(idleRates)
  const error = Math.sqrt(uncertainty(rates) + uncertainty(idleRates))
  return { extra, error, counted: extra > 2 * error ? extra : 0 }
}
