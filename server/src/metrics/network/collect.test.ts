import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { networkSampleSchema } from '@home-zenith/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMachine, type Machine } from '../../sources/index.ts'
import { createNetworkCollector } from './collect.ts'

const timestamp = '2026-01-01T00:00:00.000Z'
let folder: string
let machine: Machine
let nowMs: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-network-'))
  nowMs = 1000
  const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/', dockerSocket: '' }
  machine = { ...createMachine(roots), monotonicMs: () => nowMs }
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const device = (name: string) => join(folder, 'sys/class/net', name)

function count(...interfaces: [name: string, received: number, sent?: number][]) {
  const lines = interfaces.map(
    ([name, received, sent = 0]) => `${name}: ${received} 1 0 0 0 0 0 0 ${sent} 1 0 0 0 0 0 0\n`,
  )
  write('proc/1/net/dev', `Inter-| Receive | Transmit\n face |bytes |bytes\n${lines.join('')}`)
}

async function speedsAfter(elapsedMs: number, collector: ReturnType<typeof createNetworkCollector>) {
  nowMs += elapsedMs
  const { interfaces } = await collector.collect(timestamp)
  return Object.fromEntries(interfaces.map((one) => [one.interface_name, one.download_speed]))
}

test('speeds are over the real time between two readings, of whatever length', async () => {
  const collector = createNetworkCollector(machine)
  count(['eth0', 1000])
  await collector.prime()
  count(['eth0', 3000])
  expect(await speedsAfter(500, collector)).toEqual({ eth0: 4000 })
  count(['eth0', 33_000])
  expect(await speedsAfter(15_000, collector)).toEqual({ eth0: 2000 })
})

test('lo and veth pairs are left out', async () => {
  count(['lo', 1], ['veth0a1b', 1], ['vethernet', 1], ['eth0', 1])
  expect(Object.keys(await speedsAfter(0, createNetworkCollector(machine)))).toEqual(['eth0'])
})

test('a counter that wraps or starts anew has no speed, once', async () => {
  const collector = createNetworkCollector(machine)
  count(['eth0', 4_294_967_000])
  await collector.prime()
  count(['eth0', 500])
  expect(await speedsAfter(10_000, collector)).toEqual({ eth0: null })
  count(['eth0', 10_500])
  expect(await speedsAfter(10_000, collector)).toEqual({ eth0: 1000 })
})

test('interfaces come and go', async () => {
  const collector = createNetworkCollector(machine)
  count(['eth0', 0])
  await collector.prime()
  count(['eth0', 10_000], ['usb0', 7_000_000])
  expect(await speedsAfter(10_000, collector)).toEqual({ eth0: 1000, usb0: null })
  count(['usb0', 7_020_000])
  expect(await speedsAfter(10_000, collector)).toEqual({ usb0: 2000 })
  count(['eth0', 90_000], ['usb0', 7_020_000])
  expect(await speedsAfter(10_000, collector)).toEqual({ eth0: null, usb0: 0 })
})

test('a renamed interface keeps its speed, though another has its old name', async () => {
  const collector = createNetworkCollector(machine)
  mkdirSync(device('eth0'), { recursive: true })
  mkdirSync(device('eth1'))
  count(['eth0', 0], ['eth1', 1_000_000])
  await collector.prime()
  renameSync(device('eth0'), device('lan'))
  renameSync(device('eth1'), device('eth0'))
  count(['lan', 10_000], ['eth0', 1_020_000])
  expect(await speedsAfter(10_000, collector)).toEqual({ lan: 1000, eth0: 2000 })
})

test('a link is asked for its speed once a minute', async () => {
  const collector = createNetworkCollector(machine)
  count(['eth0', 0])
  write('sys/class/net/eth0/speed', '100\n')
  const linkSpeedAfter = async (elapsedMs: number) => {
    nowMs += elapsedMs
    return (await collector.collect(timestamp)).interfaces[0]?.link_speed
  }
  expect(await linkSpeedAfter(0)).toBe(12_500_000)
  write('sys/class/net/eth0/speed', '-1\n')
  expect(await linkSpeedAfter(59_999)).toBe(12_500_000)
  expect(await linkSpeedAfter(1)).toBeNull()
})

test('without a route there is no outer interface, and without an ARP table no count', async () => {
  count(['eth0', 1])
  expect(await createNetworkCollector(machine).collect(timestamp)).toEqual({
    interface_name: null,
    download_speed: null,
    upload_speed: null,
    connected_devices: null,
    interfaces: [
      {
        interface_name: 'eth0',
        is_default: false,
        download_speed: null,
        upload_speed: null,
        connected_devices: null,
        link_speed: null,
      },
    ],
  })
})

test('200 interfaces, and a machine without a network', async () => {
  const collector = createNetworkCollector(machine)
  const many = (received: number) =>
    Array.from({ length: 200 }, (_, index): [string, number] => [`br${index}`, received * index])
  count(...many(0))
  await collector.prime()
  count(...many(1000))
  const speeds = await speedsAfter(1000, collector)
  expect([Object.keys(speeds).length, speeds.br0, speeds.br199]).toEqual([200, 0, 199_000])
  rmSync(join(folder, 'proc'), { recursive: true })
  const sample = await collector.collect(timestamp)
  expect(networkSampleSchema.parse({ timestamp, ...sample }).interfaces).toEqual([])
})
