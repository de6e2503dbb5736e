import { expect, test } from 'vitest'
import { rankCpuSensor } from './cpu-sensor.ts'

const rank = (kind: 'hwmon' | 'thermal', chip: string, label: string | null = null) =>
  rankCpuSensor({ kind, chip, label })

test.each([
  [
    'coretemp Package id 0 before a core',
    rank('hwmon', 'coretemp', 'Package id 0'),
    rank('hwmon', 'coretemp', 'Core 0'),
  ],
  ['Tdie before Tctl, which may be offset', rank('hwmon', 'k10temp', 'Tdie'), rank('hwmon', 'k10temp', 'Tctl')],
  ['the driver before the zone', rank('hwmon', 'coretemp', 'Package id 0'), rank('thermal', 'x86_pkg_temp')],
  ['the CPU before the SoC', rank('hwmon', 'cpu_thermal'), rank('hwmon', 'soc_thermal')],
  ['the zone before the board', rank('thermal', 'x86_pkg_temp'), rank('hwmon', 'asusec', 'CPU')],
])('%s', (_, better, worse) => {
  expect(better).not.toBeNull()
  expect(worse).not.toBeNull()
  expect(better).toBeLessThan(worse ?? -1)
})

test.each([
  ['hwmon', 'zenpower', 'Tdie'],
  ['hwmon', 'k10temp', null],
  ['thermal', 'cpu-thermal', null],
  ['thermal', 'cpu_thermal', null],
  ['thermal', 'cpu0-thermal', null],
  ['thermal', 'soc-thermal', null],
  ['thermal', 'soc_dts0', null],
  ['hwmon', 'dell_smm', 'CPU'],
] as const)('%s %s %s is the CPU', (kind, chip, label) => expect(rank(kind, chip, label)).not.toBeNull())

test.each([
  ['hwmon', 'nvme', 'Composite'],
  ['hwmon', 'nvme', 'CPU'],
  ['hwmon', 'drivetemp', null],
  ['hwmon', 'amdgpu', 'edge'],
  ['hwmon', 'k10temp', 'Tccd1'],
  ['hwmon', 'acpitz', null],
  ['hwmon', 'rp1_adc', null],
  ['hwmon', 'nct6775', 'CPUTIN'],
  ['thermal', 'acpitz', null],
  ['thermal', 'gpu-thermal', null],
  ['thermal', 'pch_cannonlake', null],
  ['thermal', 'iwlwifi_1', null],
] as const)('%s %s %s is something else', (kind, chip, label) => expect(rank(kind, chip, label)).toBeNull())
