import type { Throttled } from '@home-zenith/contract'
import { findThrottling, type Machine, type ThrottlingSource } from '../../sources/index.ts'

/** Reads the throttling bits of a Raspberry Pi; null on any other machine, or when they cannot be read. */
export class ThrottlingMeter {
  private source: ThrottlingSource | null | undefined

  constructor(private readonly machine: Machine) {}

  async measure(): Promise<Throttled | null> {
    if (this.source === undefined) this.source = findThrottling(this.machine.roots.sysfs)
    if (!this.source) return null
    try {
      const text = (await this.machine.readSlowFile(this.source.path)).trim()
      return this.source.kind === 'firmware' ? parseFirmwareBits(text) : parseAlarm(text)
    } catch {
      return null
    }
  }

  /** Looks for them again before the next reading: a driver may have been loaded. */
  rediscover(): void {
    this.source = undefined
  }
}

/**
 * The firmware's answer in hexadecimal.
 * @see https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
 */
export function parseFirmwareBits(text: string): Throttled | null {
  if (!/^(0x)?[0-9a-f]{1,8}$/i.test(text)) return null
  const bits = Number.parseInt(text, 16)
  const isSet = (bit: number) => (bits & (1 << bit)) !== 0
  return {
    under_voltage: isSet(0),
    frequency_capped: isSet(1),
    throttled: isSet(2),
    soft_temperature_limit: isSet(3),
    under_voltage_occurred: isSet(16),
    frequency_capped_occurred: isSet(17),
    throttled_occurred: isSet(18),
    soft_temperature_limit_occurred: isSet(19),
  }
}

/** The alarm of the rpi_volt driver. @see Documentation/hwmon/raspberrypi-hwmon.rst */
export function parseAlarm(text: string): Throttled | null {
  if (text !== '0' && text !== '1') return null
  return {
    under_voltage: text === '1',
    frequency_capped: null,
    throttled: null,
    soft_temperature_limit: null,
    under_voltage_occurred: null,
    frequency_capped_occurred: null,
    throttled_occurred: null,
    soft_temperature_limit_occurred: null,
  }
}
