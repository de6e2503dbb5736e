import { networkInterfaceSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { networkTable } from './table.ts'

test('a row has the values of an interface in the order of the columns, under its name', () => {
  const entry = { interface_name: 'eth0', is_default: true, download_speed: 1, upload_speed: 2, connected_devices: 3 }
  const interfaces = [{ ...entry, link_speed: null }]
  expect(networkTable.rows({ interfaces } as never)).toEqual([{ labels: ['eth0'], values: [1, 2, 3, null] }])
})

test('every figure of an interface is a column, and nothing else is', () => {
  const figures = Object.keys(networkInterfaceSchema.shape).filter(
    (name) => !/^(interface_name|is_default)$/.test(name),
  )
  expect(networkTable.columns.map(({ name }) => name)).toEqual(figures)
})
