import { z } from 'zod'

const percent = z.number().nullable()
const bytes = z.number().nullable()
const bytesPerSecond = z.number().nullable()

const bit = z.boolean().nullable()

/**
 * The throttling bits of a Raspberry Pi's firmware: what holds now, and what has occurred since the start. null: not
 * known; without the firmware's bits the kernel tells `under_voltage` alone.
 * @see https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
 */
export const throttledSchema = z.object({
  under_voltage: bit,
  frequency_capped: bit,
  throttled: bit,
  soft_temperature_limit: bit,
  under_voltage_occurred: bit,
  frequency_capped_occurred: bit,
  throttled_occurred: bit,
  soft_temperature_limit_occurred: bit,
})
export type Throttled = z.infer<typeof throttledSchema>

/**
 * One sample of the whole machine, every 5 s. Percent 0–100, bytes, bytes per second, degrees Celsius, whole seconds
 * of uptime, all unrounded. null: the machine does not have it, or a rate is not known yet.
 */
export const systemSampleSchema = z.object({
  timestamp: z.iso.datetime(),
  cpu_usage: percent,
  memory_used: bytes,
  memory_total: bytes,
  disk_used: bytes,
  disk_total: bytes,
  temperature: z.number().nullable(),
  uptime: z.int().nullable(),
  load_1: z.number().nullable(),
  load_5: z.number().nullable(),
  load_15: z.number().nullable(),
  /** null on a machine without swap, as is `swap_total`. */
  swap_used: bytes,
  swap_total: bytes,
  /** Percent of each core that has been seen, by its number; null while it is offline. */
  cpu_cores: z.array(percent),
  cpu_iowait: percent,
  cpu_steal: percent,
  disk_read_speed: bytesPerSecond,
  disk_write_speed: bytesPerSecond,
  pressure_cpu: percent,
  pressure_memory: percent,
  pressure_io: percent,
  /** Every sensor that answered; `temperature` is the CPU's among them. A spinning disk at rest is not asked. */
  temperatures: z.array(z.object({ sensor: z.string(), celsius: z.number() })),
  throttled: throttledSchema.nullable(),
})
export type SystemSample = z.infer<typeof systemSampleSchema>
