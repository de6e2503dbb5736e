import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { PORT } from './settings.ts'

export const SOCKET_NAME = `.s.PGSQL.${PORT}`

// sun_path of unix(7) has 108 bytes, the last of them zero.
const MAX_SOCKET_PATH_BYTES = 107

export interface SocketFolder {
  host: string
  close(): void
}

/**
 * A path to the folder of the socket that fits into a socket's address: its own where it is short enough, else an open
 * descriptor of this process. Neither needs anything in /tmp, where others may write and cleaners pass.
 */
export function openSocketFolder(clusterDir: string): SocketFolder {
  if (Buffer.byteLength(join(clusterDir, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES) {
    return { host: clusterDir, close: () => undefined }
  }
  const descriptor = openSync(clusterDir, constants.O_RDONLY | constants.O_DIRECTORY)
  return { host: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) }
}
