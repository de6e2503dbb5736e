import { z } from 'zod'
import type { DockerSample } from './docker.ts'
import type { FilesystemSample } from './filesystem.ts'
import type { NetworkSample } from './network.ts'
import type { PowerEvent } from './power.ts'
import type { SystemSample } from './system.ts'

/** What a client puts into the Socket.IO handshake's `auth`: an access or API token. */
export const handshakeSchema = z.object({ token: z.string() })

export const renewSchema = z.strictObject({ token: z.string() })
/** The acknowledgement of `renew`: when the socket ends now (null: never), or why it was not renewed. */
export type RenewAnswer = { expires_at: string | null } | { error: { code: string; detail: string } }

/** What is sampled, by the names of the families. */
export interface Samples {
  system: SystemSample
  network: NetworkSample
  docker: DockerSample
  filesystem: FilesystemSample
}

/** The latest of each family on connection, then each sample as it is taken: the payload of `GET /api/metrics/<family>`. */
type SampleEvents = { [Family in keyof Samples]: (sample: Samples[Family]) => void }

export interface ServerEvents extends SampleEvents {
  /** A reboot or shutdown was scheduled, was cancelled, begins now, or failed. */
  power: (event: PowerEvent) => void
  /** The token ended without a `renew`, or the sign-in was revoked; the socket is cut after it. */
  session_expired: () => void
}

export interface ClientEvents {
  renew: (message: z.infer<typeof renewSchema>, acknowledge: (answer: RenewAnswer) => void) => void
}
