import { expect, test } from 'vitest'
import { partitionOf } from './partition.ts'

const spell = (table: string, time: string) => {
  const { name, fromMs, toMs } = partitionOf(table, Date.parse(time))
  return [name, new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
}

test.each([
  ['system_metrics', '2026-02-28T23:59:59.999Z', '20260228', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['system_metrics_1m', '2026-03-01T00:00:00Z', '20260301', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['system_metrics_15m', '2026-12-31T23:45:00Z', '202612', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['system_metrics_1h', '2027-01-01T00:00:00Z', '202701', '2027-01-01T00:00:00.000Z', '2027-02-01T00:00:00.000Z'],
  ['system_metrics_1h', '0001-01-15T00:00:00Z', '000101', '0001-01-01T00:00:00.000Z', '0001-02-01T00:00:00.000Z'],
])('%s at %s', (table, time, suffix, from, to) => {
  expect(spell(table, time)).toEqual([`${table}_${suffix}`, from, to])
})
