import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemSampleSchema } from '@home-zenith/contract'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMachine, type FilesystemSize, type Machine } from '../../sources/index.ts'
import { createSystemCollector } from './collect.ts'

let folder: string
let machine: Machine
let nowMs: number
let sizes: Record<string, FilesystemSize | 'fails'>
let asked: string[]

const size = (total: number, used: number): FilesystemSize => ({
  total,
  used,
  available: total - used,
  inodesTotal: 0,
  inodesUsed: 0,
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-collect-'))
  nowMs = 1000
  sizes = { '/': size(100, 40) }
  asked = []
  const real = createMachine({
    procfs: join(folder, 'proc'),
    sysfs: join(folder, 'sys'),
    rootfs: '/',
    dockerSocket: '',
  })
  machine = {
    ...real,
    monotonicMs: () => nowMs,
    async statfs(path) {
      asked.push(path)
      const size = sizes[path]
      if (!size || size === 'fails') throw new Error('it has not answered')
      return size
    },
    async readSlowFile(path) {
      asked.push(path.slice(folder.length + 1))
      return real.readSlowFile(path)
    },
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const mountLine = (mountPoint: string, device: string, type = 'ext4') =>
  `1 0 ${device} / ${mountPoint} rw - ${type} /dev/x rw\n`
const disk = (name: string, sectors: number) => `   8       0 ${name} 1 0 ${sectors} 0 1 0 ${2 * sectors} 0 0 0 0\n`

describe('a machine that has nothing', () => {
  test('gives null for everything, and no error', async () => {
    const sample = await createSystemCollector(machine).collect('2026-01-01T00:00:00.000Z')
    const { cpu_cores, temperatures, ...rest } = sample
    expect({ cpu_cores, temperatures }).toEqual({ cpu_cores: [], temperatures: [] })
    expect(Object.values(rest).every((value) => value === null)).toBe(true)
    expect(systemSampleSchema.safeParse({ timestamp: '2026-01-01T00:00:00.000Z', ...sample }).success).toBe(true)
  })

  test('or writes nonsense into its files, gives values that keep the contract', async () => {
    const files = ['stat', 'meminfo', 'loadavg', 'uptime', 'diskstats', '1/mountinfo', 'pressure/cpu']
    const token = fc.constantFrom(
      'cpu ',
      'cpu0',
      '1',
      '99999999999999999999',
      '-3',
      'some avg10=',
      '0.5',
      '/',
      ' - ',
      '\n',
      ' ',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 40 }), async (tokens) => {
        const collector = createSystemCollector(machine)
        for (const name of files) write(`proc/${name}`, tokens.join(''))
        await collector.prime()
        for (const name of files) write(`proc/${name}`, tokens.reverse().join(' '))
        nowMs += 5000
        systemSampleSchema.parse({
          timestamp: '2026-01-01T00:00:00.000Z',
          ...(await collector.collect('2026-01-01T00:00:00.000Z')),
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('rates', () => {
  test('are not known before the counters were primed, and are over the real time after', async () => {
    write('proc/stat', 'cpu  0 0 0 100 0 0 0 0\n')
    write('proc/diskstats', disk('sda', 0))
    write('sys/block/sda/device/model', 'disk')
    const collector = createSystemCollector(machine)
    const first = await collector.collect('2026-01-01T00:00:00.000Z')
    expect(first).toMatchObject({ cpu_usage: null, disk_read_speed: null, disk_write_speed: null })
    write('proc/stat', 'cpu  30 0 0 170 0 0 0 0\n')
    write('proc/diskstats', disk('sda', 100))
    nowMs += 10_000
    expect(await collector.collect('2026-01-01T00:00:00.000Z')).toMatchObject({
      cpu_usage: 30,
      disk_read_speed: 5120,
      disk_write_speed: 10_240,
    })
  })

  test('survive a file that is away for a while', async () => {
    write('proc/stat', 'cpu  0 0 0 100 0 0 0 0\n')
    const collector = createSystemCollector(machine)
    await collector.prime()
    unlinkSync(join(folder, 'proc/stat'))
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).cpu_usage).toBeNull()
    write('proc/stat', 'cpu  50 0 0 150 0 0 0 0\n')
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).cpu_usage).toBe(50)
  })
})

describe('what comes later is found within a minute', () => {
  test('be it a disk', async () => {
    write('proc/diskstats', disk('sda', 100))
    const collector = createSystemCollector(machine)
    await collector.prime()
    write('sys/block/sda/device/model', 'disk')
    nowMs += 60_000
    await collector.collect('2026-01-01T00:00:00.000Z')
    nowMs += 5000
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).disk_read_speed).toBe(0)
  })

  test('or the driver that tells of under-voltage', async () => {
    const collector = createSystemCollector(machine)
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).throttled).toBeNull()
    write('sys/class/hwmon/hwmon0/name', 'rpi_volt\n')
    write('sys/class/hwmon/hwmon0/in0_lcrit_alarm', '1\n')
    nowMs += 60_000
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).throttled).toMatchObject({
      under_voltage: true,
      throttled: null,
    })
  })
})

describe('disk space', () => {
  test('leaves out a file system that does not answer, used and total', async () => {
    write('proc/1/mountinfo', mountLine('/', '8:1') + mountLine('/dead', '8:2') + mountLine('/srv', '8:3'))
    sizes = { '/': size(100, 40), '/dead': 'fails', '/srv': size(1000, 1) }
    const collector = createSystemCollector(machine)
    expect(await collector.collect('2026-01-01T00:00:00.000Z')).toMatchObject({ disk_used: 41, disk_total: 1100 })
  })

  test('follows mounts that come and go, and never asks a network', async () => {
    write('proc/1/mountinfo', mountLine('/', '8:1') + mountLine('/nas', '0:50', 'nfs4'))
    sizes['/media/my disk'] = size(10, 2)
    const collector = createSystemCollector(machine)
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).disk_total).toBe(100)
    nowMs += 15_000
    write('proc/1/mountinfo', mountLine('/', '8:1') + mountLine('/media/my\\040disk', '8:9'))
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).disk_total).toBe(110)
    write('proc/1/mountinfo', mountLine('/', '8:1'))
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).disk_total).toBe(100)
    expect(asked).not.toContain('/nas')
  })

  test('does not read all mounts while those that it knows are there, but for one that may have come', async () => {
    mkdirSync(join(folder, 'disk'))
    const line = mountLine(join(folder, 'disk'), '8:9')
    sizes[join(folder, 'disk')] = size(10, 2)
    write('proc/1/mountinfo', mountLine('/', '8:1'))
    const collector = createSystemCollector(machine)
    const total = async () => (await collector.collect('2026-01-01T00:00:00.000Z')).disk_total
    expect(await total()).toBe(100)
    write('proc/1/mountinfo', mountLine('/', '8:1') + line)
    nowMs += 10_000
    expect(await total()).toBe(100)
    nowMs += 5000
    expect(await total()).toBe(110)
    write('proc/1/mountinfo', mountLine('/', '8:1'))
    rmSync(join(folder, 'disk'), { recursive: true })
    expect(await total()).toBe(100)
  })

  test('is asked below the root of another file system', async () => {
    machine.roots.rootfs = '/host'
    write('proc/1/mountinfo', mountLine('/', '8:1') + mountLine('/srv', '8:2'))
    sizes = { '/host/': size(100, 40), '/host/srv': size(10, 1) }
    expect(await createSystemCollector(machine).collect('2026-01-01T00:00:00.000Z')).toMatchObject({
      disk_used: 41,
      disk_total: 110,
    })
  })
})

describe('temperatures', () => {
  const sensor = (chip: number, name: string, celsius: number) => {
    write(`sys/class/hwmon/hwmon${chip}/name`, `${name}\n`)
    write(`sys/class/hwmon/hwmon${chip}/temp1_input`, `${celsius * 1000}\n`)
  }

  test("never take a disk's for the CPU's", async () => {
    sensor(0, 'nvme', 61)
    sensor(1, 'acpitz', 30)
    expect(await createSystemCollector(machine).collect('2026-01-01T00:00:00.000Z')).toMatchObject({
      temperature: null,
      temperatures: [
        { sensor: 'nvme', celsius: 61 },
        { sensor: 'acpitz', celsius: 30 },
      ],
    })
  })

  test("take the next best when the CPU's best fails", async () => {
    sensor(0, 'soc_thermal', 45)
    mkdirSync(join(folder, 'sys/class/hwmon/hwmon1/temp1_input'), { recursive: true })
    write('sys/class/hwmon/hwmon1/name', 'cpu_thermal\n')
    expect((await createSystemCollector(machine).collect('2026-01-01T00:00:00.000Z')).temperature).toBe(45)
  })

  test('of a sensor that came is there within a minute', async () => {
    const collector = createSystemCollector(machine)
    await collector.collect('2026-01-01T00:00:00.000Z')
    sensor(0, 'cpu_thermal', 50)
    nowMs += 59_000
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).temperature).toBeNull()
    nowMs += 1000
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).temperature).toBe(50)
  })

  test('are not told under the name of a chip that is gone', async () => {
    sensor(0, 'jc42', 30)
    sensor(1, 'cpu_thermal', 50)
    const collector = createSystemCollector(machine)
    await collector.collect('2026-01-01T00:00:00.000Z')
    rmSync(join(folder, 'sys/class/hwmon/hwmon1'), { recursive: true })
    expect((await collector.collect('2026-01-01T00:00:00.000Z')).temperature).toBeNull()
    sensor(1, 'nvme', 60)
    const { temperature, temperatures } = await collector.collect('2026-01-01T00:00:00.000Z')
    expect({ temperature, sensors: temperatures.map(({ sensor }) => sensor) }).toEqual({
      temperature: null,
      sensors: ['jc42', 'nvme'],
    })
  })

  test('let a spinning disk sleep that nobody has used for a minute', async () => {
    sensor(0, 'drivetemp', 35)
    write('sys/class/hwmon/hwmon0/device/block/sda/queue/rotational', '1\n')
    write('sys/block/sda/device/model', 'disk')
    write('proc/diskstats', disk('sda', 100))
    const collector = createSystemCollector(machine)
    const count = async (laterMs: number) => {
      nowMs += laterMs
      return (await collector.collect('2026-01-01T00:00:00.000Z')).temperatures.length
    }
    await collector.prime()
    expect(await count(30_000)).toBe(1)
    expect(await count(30_000)).toBe(0)
    expect(await count(600_000)).toBe(0)
    write('proc/diskstats', disk('sda', 101))
    expect(await count(5000)).toBe(1)
    expect(asked.filter((path) => path.endsWith('temp1_input'))).toHaveLength(2)
  })
})
