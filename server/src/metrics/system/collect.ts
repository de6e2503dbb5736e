import { join } from 'node:path'
import type { SystemSample } from '@home-zenith/contract'
import {
  type Machine,
  parseCpuTimes,
  parseLoad,
  parseMemory,
  parsePressure,
  parseUptime,
  readText,
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
  const { procfs } = machine.roots
  const cpu = new CpuMeter()
  const disks = new DiskMeter(machine)
  const space = new DiskSpaceMeter(machine)
  const thermometer = new Thermometer(machine, (disk) => machine.monotonicMs() - disks.lastWorkedMs(disk) < restMs)
  const throttling = new ThrottlingMeter(machine)
  let discoveredMs = machine.monotonicMs()

  function read<Value>(path: string, parse: (text: string) => Value): Value | null {
    const text = readText(join(procfs, path))
    return text === null ? null : parse(text)
  }

  const readCounters = () => ({ ...cpu.update(read('stat', parseCpuTimes)), ...disks.update() })

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
      const memory = memoryFigures(read('meminfo', parseMemory))
      const [load_1 = null, load_5 = null, load_15 = null] = read('loadavg', parseLoad) ?? []
      const uptime = read('uptime', parseUptime)
      const pressure_cpu = read('pressure/cpu', parsePressure)
      const pressure_memory = read('pressure/memory', parsePressure)
      const pressure_io = read('pressure/io', parsePressure)
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
        uptime,
        load_1,
        load_5,
        load_15,
        pressure_cpu,
        pressure_memory,
        pressure_io,
        throttled,
      }
    },
  }
}
