import { powerActionSchema, powerModeSchema } from '@home-zenith/contract'
import { z } from 'zod'

/** An action that was asked for, as it is kept on disk while it waits and while it is being done. */
export const orderSchema = z.object({
  action: powerActionSchema,
  mode: powerModeSchema,
  execute_at: z.iso.datetime(),
  requested_by: z.string(),
  reason: z.string().nullable(),
  /** The id of the user. */
  actor: z.string(),
  /** Of the boot that it is to end; null where the kernel tells none. */
  boot_id: z.string().nullable(),
})
export type Order = z.infer<typeof orderSchema>
