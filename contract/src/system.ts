import { z } from 'zod'

const percent = z.number().nullable()
const bytes = z.number().nullable()
const bytesPerSecond = z.number().nullable()

/**
 * The throttling bits of a Raspberry Pi's firmware: what holds now, and what has occurred since the start.
 * @see https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
 */
export const throttledSchema = z.object({
  under_voltage: z.boolean(),
  frequency_capped: z.boolean(),
  throttled: z.boolean(),
  soft_temperature_limit: z.boolean(),
  under_voltage_occurred: z.boolean(),
  frequency_capped_occurred: z.boolean(),
  throttled_occurred: z.boolean(),
  soft_temperature_limit_occurred: z.boolean(),
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
  swap_used: bytes,
  swap_total: bytes,
  /** Percent of each core, in the kernel's order. */
  cpu_cores: z.array(percent),
  cpu_iowait: percent,
  cpu_steal: percent,
  disk_read_speed: bytesPerSecond,
  disk_write_speed: bytesPerSecond,
  pressure_cpu: percent,
  pressure_memory: percent,
  pressure_io: percent,
  temperatures: z.array(z.object({ sensor: z.string(), celsius: z.number() })),
  throttled: throttledSchema.nullable(),
})
export type SystemSample = z.infer<typeof systemSampleSchema>
