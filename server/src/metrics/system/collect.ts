import { join } from 'node:path'
import type { SystemSample } from '@home-zenith/contract'
import {
  KernelFile,
  type Machine,
  parseCpuTimes,
  parseLoad,
  parseMemory,
  parsePressure,
  parseUptime,
} from '../../sources/index.ts'
import type { Collector } from '../family.ts'
import { CpuMeter } from './cpu.ts'
import { DiskSpaceMeter } from './disk-space.ts'
import { DiskMeter } from './disk-speed.ts'
import { memoryFigures } from './memory.ts'
import { Thermometer } from './temperature.ts'
import { ThrottlingMeter } from './throttled.ts'

// How often it is looked whether sensors, disks or drivers have come or gone.
const rediscoveryMs = 60_000
// Reading a disk's temperature may keep it from spinning down (Documentation/hwmon/drivetemp.rst): one that has not
// been used for so long is left alone.
const restMs = 60_000

/** Reads the whole machine from procfs and sysfs, with no process started. */
export function createSystemCollector(machine: Machine): Collector<SystemSample> {
  const open = (path: string) => new KernelFile(join(machine.roots.procfs, path))
  const stat = open('stat')
  const meminfo = open('meminfo')
  const loadavg = open('loadavg')
  const uptime = open('uptime')
  const pressures = [open('pressure/cpu'), open('pressure/memory'), open('pressure/io')]

  const cpu = new CpuMeter()
  const disks = new DiskMeter(machine)
  const space = new DiskSpaceMeter(machine)
  const thermometer = new Thermometer(machine, (disk) => machine.monotonicMs() - disks.lastWorkedMs(disk) < restMs)
  const throttling = new ThrottlingMeter(machine)
  let discoveredMs = machine.monotonicMs()

  const readCounters = () => ({ ...cpu.update(when(stat.read(), parseCpuTimes)), ...disks.update() })

  function rediscover() {
    if (machine.monotonicMs() - discoveredMs < rediscoveryMs) return
    discoveredMs = machine.monotonicMs()
    disks.rediscover()
    thermometer.rediscover()
    throttling.rediscover()
  }

  return {
    async prime() {
      readCounters()
    },
    async collect() {
      rediscover()
      const counters = readCounters()
      const memory = memoryFigures(when(meminfo.read(), parseMemory))
      const [load_1 = null, load_5 = null, load_15 = null] = when(loadavg.read(), parseLoad) ?? []
      const uptimeSeconds = when(uptime.read(), parseUptime)
      const [cpuPressure, memoryPressure, ioPressure] = pressures.map((file) => when(file.read(), parsePressure))
      const [diskSpace, temperatures, throttled] = await Promise.all([
        space.measure(),
        thermometer.measure(),
        throttling.measure(),
      ])
      return {
        ...counters,
        ...memory,
        ...diskSpace,
        ...temperatures,
        uptime: uptimeSeconds,
        load_1,
        load_5,
        load_15,
        pressure_cpu: cpuPressure ?? null,
        pressure_memory: memoryPressure ?? null,
        pressure_io: ioPressure ?? null,
        throttled,
      }
    },
  }
}

function when<Value>(text: string | null, parse: (text: string) => Value): Value | null {
  return text === null ? null : parse(text)
}
