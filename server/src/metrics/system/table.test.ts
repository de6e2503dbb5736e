import { systemSampleSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { systemTable } from './table.ts'

test('every scalar of the sample is a column, and nothing else is', () => {
  const { timestamp, cpu_cores, temperatures, throttled, ...scalars } = systemSampleSchema.shape
  expect(systemTable.columns.map(({ name }) => name).sort()).toEqual(Object.keys(scalars).sort())
})

test('a row has the values in the order of the columns', () => {
  const sample = Object.fromEntries(systemTable.columns.map(({ name }, index) => [name, index]))
  const rows = systemTable.rows({
    ...sample,
    timestamp: '',
    cpu_cores: [1],
    temperatures: [],
    throttled: null,
  } as never)
  expect(rows).toEqual([{ labels: [], values: systemTable.columns.map((_, index) => index) }])
})
