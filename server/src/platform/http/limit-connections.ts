import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Socket } from 'node:net'
import { addressKey } from './address-key.ts'
import { isLoopback } from './loopback.ts'

/** Of all clients together; a page takes six at most. */
const mostConnections = 1000
/** Of one address; a reverse proxy on this machine has them all. */
const mostOfAddress = 100

/** What a connection may take: nobody holds one by sending or reading slowly. Node's own times are for the internet. */
export const slowestClient = {
  headersTimeout: 15_000,
  // A body has at most 100 kB.
  requestTimeout: 30_000,
  // It wakes the process also while nobody is connected.
  connectionsCheckingInterval: 15_000,
  keepAliveTimeout: 10_000,
}

/** Without a byte in either direction for so long, as of a reader that has stopped, a connection is cut. */
const idleMs = 120_000

export function limitConnections(server: Server | SecureServer): void {
  const open = new Map<string, number>()
  server.maxConnections = mostConnections
  server.setTimeout(idleMs)
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || isLoopback(address)) return
    const key = addressKey(address)
    const count = (open.get(key) ?? 0) + 1
    if (count > mostOfAddress) return void socket.destroy()
    open.set(key, count)
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
  })
}
