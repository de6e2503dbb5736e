import { z } from 'zod'
import type { SystemSample } from './system.ts'

/** What a client puts into the Socket.IO handshake's `auth`: an access or API token. */
export const handshakeSchema = z.object({ token: z.string() })

export const renewSchema = z.strictObject({ token: z.string() })
/** The acknowledgement of `renew`: when the socket ends now, or why it was not renewed. */
export type RenewAnswer = { expires_at: string } | { error: { code: string; detail: string } }

export interface ServerEvents {
  /** The latest on connection, then each sample as it is taken: the payload of `GET /api/metrics/system`. */
  system: (sample: SystemSample) => void
  /** The token ended without a `renew`, or the sign-in was revoked; the socket is cut after it. */
  session_expired: () => void
}

export interface ClientEvents {
  renew: (message: z.infer<typeof renewSchema>, acknowledge: (answer: RenewAnswer) => void) => void
}
