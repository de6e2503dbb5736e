import { z } from 'zod'
import { powerStateSchema } from './power.ts'

const text = z.string().nullable()
const amount = z.number().nullable()

/** What does not change while the machine runs, as far as it tells; bytes and hertz. */
export const hardwareSchema = z.object({
  manufacturer: text,
  model: text,
  board: text,
  bios: text,
  /** What a virtual machine runs on. */
  hypervisor: text,
  cpu: z.object({ manufacturer: text, brand: text, physical_cores: z.int().nullable(), speed_max: amount }),
  memory: z.array(z.object({ size: z.number(), type: text, speed: amount })),
  disks: z.array(z.object({ device: z.string(), name: text, type: text, interface: text, size: amount })),
  graphics: z.array(z.object({ manufacturer: text, model: text, memory: amount })),
})
export type Hardware = z.infer<typeof hardwareSchema>

/** What watching costs: the server and its embedded database together. */
export const selfSchema = z.object({
  /** Percent of one core, over about the last minute. */
  cpu_usage: amount,
  memory_used: amount,
  /** Bytes on disk; null while the database is away. */
  database_size: amount,
  /** Taken in the last minute, of all families. */
  samples_per_second: amount,
  /** The last collection's duration, and how many since the start began a second late or more, and how many failed. */
  families: z.array(z.object({ family: z.string(), duration_ms: amount, late: z.int(), failed: z.int() })),
})
export type Self = z.infer<typeof selfSchema>

/** `GET /api/server`: what this machine is and what watching it costs. */
export const serverSchema = z.object({
  /** This machine's id among `hosts`. */
  host: z.int(),
  hostname: z.string(),
  os: z.string().nullable(),
  kernel: z.string().nullable(),
  architecture: z.string(),
  cpu_model: z.string().nullable(),
  cpu_cores: z.int().nullable(),
  memory_total: z.number().nullable(),
  boot_time: z.iso.datetime().nullable(),
  /** The name of the machine's own time zone, such as `Europe/Berlin`; null where it does not tell. */
  time_zone: text,
  version: z.string(),
  /** null until it has been read, a moment after the start. */
  hardware: hardwareSchema.nullable(),
  power: powerStateSchema,
  self: selfSchema,
})
export type ServerInfo = z.infer<typeof serverSchema>

export const healthSchema = z.object({ status: z.literal('ok') })
