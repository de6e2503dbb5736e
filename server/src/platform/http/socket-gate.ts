import type { IncomingMessage } from 'node:http'
import type { Express, Request } from 'express'
import { addressKey } from './address-key.ts'
import { BoundedStore } from './bounded-store.ts'
import { isCrossSite } from './cross-site.ts'

const minuteMs = 60_000
const mostHandshakes = 120
const mostKeys = 10_000

/**
 * Whether a handshake may begin a socket, before its token is looked at: not for the page of another origin, and 120
 * a minute for an address. Handshakes pass by Express, and so by its limits.
 */
export function createSocketGate(app: Express, trusted: readonly string[]): (request: IncomingMessage) => boolean {
  const handshakes = new BoundedStore(minuteMs, mostKeys)
  return (request) =>
    !isCrossSite(request, trusted) &&
    handshakes.increment(addressKey(addressOf(app, request))).totalHits <= mostHandshakes
}

/** The client's address as Express tells it for requests of its own: with TRUST_PROXY hops believed. */
function addressOf(app: Express, { headers, socket }: IncomingMessage): string | undefined {
  const request: Request = Object.create(app.request, { headers: { value: headers }, socket: { value: socket } })
  return request.ip
}
