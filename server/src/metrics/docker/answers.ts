import { z } from 'zod'

// What is used of the Engine API's answers, as Docker 20 to 28 and podman give them.

const text = z.string().nullish()
const amount = z.number().nullish()

/** `GET /containers/json` */
export const listSchema = z.array(
  z.object({ Id: z.string(), Names: z.array(z.string()).nullish(), Image: text, State: text, Status: text }),
)
export type Listed = z.infer<typeof listSchema>[number]

/** `GET /containers/{id}/json` */
export const inspectSchema = z.object({
  Name: text,
  RestartCount: amount,
  State: z.object({
    Status: text,
    Pid: amount,
    StartedAt: text,
    Health: z.object({ Status: text }).nullish(),
  }),
  HostConfig: z.object({ NetworkMode: text }).nullish(),
})
export type Inspected = z.infer<typeof inspectSchema>

/** A line of `GET /events` */
export const eventSchema = z.object({ id: text, Actor: z.object({ ID: text }).nullish() })

/** `GET /containers/{id}/stats` */
export const statsSchema = z.object({
  cpu_stats: z.object({
    cpu_usage: z.object({ total_usage: amount, percpu_usage: z.array(z.number()).nullish() }),
    system_cpu_usage: amount,
    online_cpus: amount,
  }),
  memory_stats: z.object({
    usage: amount,
    limit: amount,
    stats: z.object({ inactive_file: amount, total_inactive_file: amount }).nullish(),
  }),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: z.number() })).nullish() })
    .nullish(),
})
export type Stats = z.infer<typeof statsSchema>
