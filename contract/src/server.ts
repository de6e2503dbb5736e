import { z } from 'zod'

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
  version: z.string(),
})
export type ServerInfo = z.infer<typeof serverSchema>

export const healthSchema = z.object({ status: z.enum(['ok', 'unavailable']) })
