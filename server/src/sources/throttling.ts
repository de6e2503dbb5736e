import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFolder, readText } from './read-text.ts'

/** Where a Raspberry Pi tells of under-voltage. Reading it asks the firmware, which takes a while. */
export interface ThrottlingSource {
  /** `firmware`: all bits, in hexadecimal. `alarm`: whether the voltage was too low within the last two seconds. */
  kind: 'firmware' | 'alarm'
  path: string
}

/** The firmware's bits where its kernel shows them, else what the mainline driver knows; null on any other machine. */
export function findThrottling(sysfs: string): ThrottlingSource | null {
  const bits = firmwareFolders(join(sysfs, 'devices/platform'))
    .map((folder) => join(folder, 'get_throttled'))
    .find((path) => existsSync(path))
  if (bits) return { kind: 'firmware', path: bits }
  const chips = join(sysfs, 'class/hwmon')
  const chip = listFolder(chips).find((name) => readText(join(chips, name, 'name'))?.trim() === 'rpi_volt')
  const alarm = chip && join(chips, chip, 'in0_lcrit_alarm')
  return alarm && existsSync(alarm) ? { kind: 'alarm', path: alarm } : null
}

// `soc/soc:firmware` up to the Pi 4; the Pi 5's device tree has the bus's address in the names, or no bus above.
function firmwareFolders(platform: string): string[] {
  return listFolder(platform)
    .filter((name) => name.startsWith('soc'))
    .flatMap((name) => {
      const folder = join(platform, name)
      if (name.endsWith(':firmware')) return [folder]
      return listFolder(folder)
        .filter((child) => child.endsWith(':firmware'))
        .map((child) => join(folder, child))
    })
}
