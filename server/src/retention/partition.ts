import { rolledTiers, tableOf } from '../metrics/tiers.ts'

/** A part of a table: the rows from `fromMs` on and before `toMs`, in milliseconds since the epoch. */
export interface Partition {
  name: string
  fromMs: number
  toMs: number
}

const dayMs = 86_400_000

/** The partition of `table` that holds a time: a day or a month, in UTC. */
export function partitionOf(table: string, timeMs: number): Partition {
  const time = new Date(timeMs)
  const date = time.toISOString().slice(0, 10).replaceAll('-', '')
  if (isMonthly(table)) {
    const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()]
    // `Date.UTC` takes the first hundred years for those from 1900 on.
    const beginOf = (first: number) => new Date(0).setUTCFullYear(year, first)
    return { name: `${table}_${date.slice(0, 6)}`, fromMs: beginOf(month), toMs: beginOf(month + 1) }
  }
  const fromMs = Math.floor(timeMs / dayMs) * dayMs
  return { name: `${table}_${date}`, fromMs, toMs: fromMs + dayMs }
}

/** Whether the partitions of a table are months; those of the others are days. */
export function isMonthly(table: string): boolean {
  return rolledTiers.some((tier) => tier.partition === 'month' && table.endsWith(tableOf('', tier)))
}
