import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSensors, parseCelsius } from './sensors.ts'
import { findThrottling } from './throttling.ts'

let sysfs: string
beforeEach(() => {
  sysfs = mkdtempSync(join(tmpdir(), 'zenith-sysfs-'))
})
afterEach(() => rmSync(sysfs, { recursive: true }))

function add(folder: string, files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(sysfs, folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
const chip = (number: number, name: string, files: Record<string, string>) =>
  add(`class/hwmon/hwmon${number}`, { name: `${name}\n`, ...files })
const zone = (number: number, type: string) =>
  add(`class/thermal/thermal_zone${number}`, { type: `${type}\n`, temp: '40000\n' })
const names = () => findSensors(sysfs).map(({ name }) => name)

describe('sensors', () => {
  test('are named by chip and label, in the order of their numbers', () => {
    chip(10, 'amdgpu', { temp1_input: '1', temp1_label: 'edge\n' })
    chip(2, 'coretemp', {
      temp10_input: '1',
      temp10_label: 'Core 8\n',
      temp1_input: '1',
      temp1_label: 'Package id 0\n',
    })
    expect(names()).toEqual(['coretemp Package id 0', 'coretemp Core 8', 'amdgpu edge'])
  })

  test('without a label have the chip for a name, and a number where it has several', () => {
    chip(0, 'rp1_adc', { temp1_input: '1', in1_input: '3' })
    chip(1, 'w83795g', { temp1_input: '1', temp5_input: '1', temp5_label: '\n' })
    expect(names()).toEqual(['rp1_adc', 'w83795g temp1', 'w83795g temp5'])
  })

  test('of disks are named by the disk', () => {
    chip(0, 'drivetemp', { temp1_input: '1', 'device/block/sdb/queue/rotational': '1\n' })
    chip(1, 'drivetemp', { temp1_input: '1', 'device/block/sda/queue/rotational': '0\n' })
    chip(2, 'nvme', { temp1_input: '1', temp1_label: 'Composite', 'device/nvme1n1/size': '1' })
    chip(3, 'nvme', { temp1_input: '1', temp1_label: 'Composite', 'device/nvme/nvme0/model': 'disk' })
    chip(4, 'nvme', { temp1_input: '1', 'device/nvme2c0n1/size': '1' })
    const sensors = findSensors(sysfs)
    expect(sensors.map(({ name }) => name)).toEqual(['sdb', 'sda', 'nvme1 Composite', 'nvme0 Composite', 'nvme2'])
    expect(sensors.map(({ spinningDisk }) => spinningDisk)).toEqual(['sdb', null, null, null, null])
  })

  test('have names of their own, however many chips are alike', () => {
    for (const number of [0, 1, 2]) chip(number, 'jc42', { temp1_input: '1' })
    expect(names()).toEqual(['jc42', 'jc42 2', 'jc42 3'])
  })

  test('in a thermal zone are left out where hwmon has them too', () => {
    chip(0, 'cpu_thermal', { temp1_input: '1' })
    chip(1, 'coretemp', { temp1_input: '1', temp1_label: 'Package id 0' })
    zone(0, 'cpu-thermal')
    zone(1, 'x86_pkg_temp')
    zone(2, 'gpu-thermal')
    zone(3, 'INT3400 Thermal')
    expect(names()).toEqual(['cpu_thermal', 'coretemp Package id 0', 'gpu-thermal'])
  })

  test('in a thermal zone are all there is on some boards', () => {
    zone(1, 'gpu-thermal')
    zone(0, 'cpu-thermal')
    expect(findSensors(sysfs).map(({ name, cpuRank }) => [name, cpuRank !== null])).toEqual([
      ['cpu-thermal', true],
      ['gpu-thermal', false],
    ])
  })

  test('of a chip without a name or a temperature are none', () => {
    add('class/hwmon/hwmon0', { temp1_input: '1' })
    chip(1, 'pwmfan', { fan1_input: '2800' })
    expect(names()).toEqual([])
  })

  test('there are none where there is no sysfs', () => expect(findSensors(join(sysfs, 'nowhere'))).toEqual([]))
})

test.each([
  ['48500\n', 48.5],
  ['0\n', 0],
  ['-5500\n', -5.5],
  ['', null],
  ['error', null],
  ['127500', null],
  ['-62000', null],
  ['-273200', null],
  ['255000', null],
])('%j is %s °C', (text, celsius) => expect(parseCelsius(text)).toBe(celsius))

describe('the throttling bits', () => {
  test.each([
    ['up to the Pi 4', 'devices/platform/soc/soc:firmware/get_throttled'],
    ['with the address in the names', 'devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled'],
    ['without a bus above', 'devices/platform/soc:firmware/get_throttled'],
  ])('are found %s', (_, path) => {
    add('.', { [path]: '0\n' })
    chip(0, 'rpi_volt', { in0_lcrit_alarm: '0\n' })
    expect(findThrottling(sysfs)).toEqual({ kind: 'firmware', path: join(sysfs, path) })
  })

  test("are the driver's alarm where the firmware's are not shown", () => {
    chip(0, 'cpu_thermal', { temp1_input: '1' })
    chip(3, 'rpi_volt', { in0_lcrit_alarm: '0\n' })
    expect(findThrottling(sysfs)).toEqual({ kind: 'alarm', path: join(sysfs, 'class/hwmon/hwmon3/in0_lcrit_alarm') })
  })

  test('are none on another machine', () => {
    chip(0, 'nct6775', { in0_lcrit_alarm: '1\n' })
    expect(findThrottling(sysfs)).toBeNull()
  })
})
