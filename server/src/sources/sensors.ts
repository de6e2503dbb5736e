import { join } from 'node:path'
import { rankCpuSensor, type SensorSource } from './cpu-sensor.ts'
import { listFolder, readText } from './read-text.ts'

/** A temperature sensor of the kernel's. */
export interface Sensor {
  /** Unique on this machine, for people. */
  name: string
  /** Gives thousandths of a degree Celsius. Reading it may take the driver milliseconds. */
  path: string
  /** How well it stands for the CPU's temperature, 0 best; null: it measures something else. */
  cpuRank: number | null
  /** The spinning disk that is asked when it is read, as in /proc/diskstats; null when it is none. */
  spinningDisk: string | null
}

interface Found extends SensorSource {
  path: string
  name: string
  spinningDisk: string | null
}

/**
 * The temperature sensors of hwmon, and the thermal zones that are not in hwmon as well.
 * @see Documentation/hwmon/sysfs-interface.rst, Documentation/driver-api/thermal/sysfs-api.rst
 */
export function findSensors(sysfs: string): Sensor[] {
  const hwmon = numbered(join(sysfs, 'class/hwmon'), /^hwmon(\d+)$/).flatMap(findInChip)
  const zones = numbered(join(sysfs, 'class/thermal'), /^thermal_zone(\d+)$/).flatMap(findInZone)
  const found = [...hwmon, ...zones.filter((zone) => !isDuplicate(zone, hwmon))]
  const timesUsed = new Map<string, number>()
  return found.map((sensor) => {
    const times = (timesUsed.get(sensor.name) ?? 0) + 1
    timesUsed.set(sensor.name, times)
    const name = times === 1 ? sensor.name : `${sensor.name} ${times}`
    return { name, path: sensor.path, cpuRank: rankCpuSensor(sensor), spinningDisk: sensor.spinningDisk }
  })
}

/** Degrees Celsius; null when the text is none, or a value that such hardware gives when nothing is connected. */
export function parseCelsius(text: string): number | null {
  const celsius = Number.parseInt(text, 10) / 1000
  return celsius > -40 && celsius < 125 ? celsius : null
}

function findInChip(folder: string): Found[] {
  const chip = readText(join(folder, 'name'))?.trim()
  if (!chip) return []
  const inputs = numbered(folder, /^temp(\d+)_input$/)
  const device = join(folder, 'device')
  const disk = diskOf(chip, device)
  const isSpinning = disk !== null && readText(join(device, 'block', disk, 'queue/rotational'))?.trim() === '1'
  const spinningDisk = isSpinning ? disk : null
  return inputs.map((path) => {
    const label = readText(path.replace(/input$/, 'label'))?.trim() || null
    const which = label ?? (inputs.length > 1 ? path.slice(folder.length + 1, -'_input'.length) : '')
    return { kind: 'hwmon', chip, label, path, spinningDisk, name: `${disk ?? chip} ${which}`.trim() }
  })
}

// Several disks have one driver: people know them by the device.
function diskOf(chip: string, device: string): string | null {
  if (chip === 'drivetemp') return listFolder(join(device, 'block'))[0] ?? null
  if (chip !== 'nvme') return null
  const namespace = listFolder(device).find((name) => /^nvme\d+(c\d+)?n\d+$/.test(name))
  return namespace ? namespace.replace(/(c\d+)?n\d+$/, '') : (listFolder(join(device, 'nvme'))[0] ?? null)
}

function findInZone(folder: string): Found[] {
  const type = readText(join(folder, 'type'))?.trim()
  // This zone of Intel's firmware has no sensor and says 20 °C for ever.
  if (!type || type.startsWith('INT340')) return []
  return [{ kind: 'thermal', chip: type, label: null, path: join(folder, 'temp'), spinningDisk: null, name: type }]
}

// Most zones are registered as a chip of hwmon too, where a name has no dash; x86_pkg_temp is coretemp's package.
function isDuplicate(zone: Found, hwmon: readonly Found[]): boolean {
  const name = zone.chip.replaceAll('-', '_')
  const twin = name === 'x86_pkg_temp' ? 'coretemp' : name
  return hwmon.some(({ chip }) => chip === twin)
}

/** The paths in a folder whose names match, by their number. */
function numbered(folder: string, pattern: RegExp): string[] {
  return listFolder(folder)
    .flatMap((name) => {
      const number = pattern.exec(name)?.[1]
      return number === undefined ? [] : [{ path: join(folder, name), number: Number(number) }]
    })
    .sort((a, b) => a.number - b.number)
    .map(({ path }) => path)
}
