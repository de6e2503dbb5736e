import { z } from 'zod'
import { columnHistorySchema, historySchema } from './history.ts'

const bytes = z.number().nullable()
const bytesPerSecond = z.number().nullable()

export const containerSchema = z.object({
  timestamp: z.iso.datetime(),
  container_id: z.string(),
  container_name: z.string(),
  image: z.string(),
  /** As the engine says: `running`, `paused`, `restarting`, `exited`, `created`, `dead`, `removing`; `removed` for one that only has a history. */
  status: z.string(),
  /** null: it has no health check, or does not run. */
  health: z.enum(['starting', 'healthy', 'unhealthy']).nullable(),
  started_at: z.iso.datetime().nullable(),
  restart_count: z.int().nullable(),
  /** Percent of one core, as `docker stats`; this and what follows is null while it does not run. */
  cpu_usage: z.number().nullable(),
  /** Without the page cache that can be dropped, as `docker stats`. */
  memory_usage: bytes,
  /** The machine's memory where the container has no limit of its own. */
  memory_limit: bytes,
  /** Summed over its interfaces; null without a network of its own. */
  network_rx_speed: bytesPerSecond,
  network_tx_speed: bytesPerSecond,
  disk_read_speed: bytesPerSecond,
  disk_write_speed: bytesPerSecond,
})
export type Container = z.infer<typeof containerSchema>

/** One sample of the containers, every 15 s, of Docker or what speaks its API. */
export const dockerSampleSchema = z.object({
  available: z.boolean(),
  /** Why the engine cannot be asked; null while it can. */
  reason: z.enum(['not_found', 'permission_denied', 'unreachable']).nullable(),
  timestamp: z.iso.datetime(),
  containers: z.array(containerSchema),
})
export type DockerSample = z.infer<typeof dockerSampleSchema>

/** `GET /api/metrics/docker/:containerId` */
export const containerDetailSchema = z.object({
  container: containerSchema,
  history: z.union([historySchema, columnHistorySchema]),
})
export type ContainerDetail = z.infer<typeof containerDetailSchema>
