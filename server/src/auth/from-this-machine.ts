import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../platform/http/index.ts'

const proxyHeaders = /^(forwarded|x-forwarded-.*|x-real-ip|via)$/

/**
 * Whether a request was made on this machine and passed no proxy: its peer is loopback, it names this machine as
 * localhost, and nobody forwarded it. A proxy on this machine would otherwise make the whole network local, and a
 * page elsewhere whose name resolves to 127.0.0.1 (DNS rebinding) the browser's owner.
 */
export function isFromThisMachine({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  const host = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? '')
  return host && isLoopback(socket.remoteAddress ?? '') && !Object.keys(headers).some((name) => proxyHeaders.test(name))
}
