import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tlsOptions } from './keep-certificate.ts'
import { limitConnections, slowestClient } from './limit-connections.ts'
import type { KeyPair } from './make-self-signed.ts'
import { redirectPlain } from './redirect-plain.ts'

/** A port cannot be opened: the start ends with its message. */
export class ListenError extends Error {
  override name = 'ListenError'
}

export interface Listener {
  server: Server | SecureServer
  /** The port that it got: the one asked for, or any for 0. */
  port: number
  /** Ends the requests at once, and what became of one, such as a WebSocket, after a second. */
  close(): Promise<void>
}

// A client that is asleep does not answer to the end of its WebSocket; the stop does not wait for it.
const graceMs = 1000

/** Opens a port. @throws {ListenError} naming the setting that would change it */
export async function listen(
  server: Server | SecureServer,
  { port, host, setting }: { port: number; host: string | undefined; setting: string },
): Promise<Listener> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (err: NodeJS.ErrnoException) => reject(explain(err, port, host, setting)))
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve)
  })
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        // A server that is closed already says so by an error, and is closed.
        server.close(() => resolve())
        server.closeAllConnections()
        setTimeout(() => {
          for (const socket of sockets) socket.destroy()
        }, graceMs).unref()
      }),
  }
}

export function plainServer(listener: RequestListener, times = slowestClient): Server {
  const server = createServer(times, listener)
  limitConnections(server)
  return server
}

/** HTTPS, to which plain HTTP on the same port is sent. @throws when the pair is no pair */
export function secureServer(listener: RequestListener, pair: KeyPair, patienceMs?: number): SecureServer {
  const server = createSecureServer({ ...pair, ...tlsOptions, ...slowestClient }, listener)
  redirectPlain(server, patienceMs)
  limitConnections(server)
  return server
}

function explain(err: NodeJS.ErrnoException, port: number, host: string | undefined, setting: string): Error {
  const where = `port ${port}${host ? ` of ${host}` : ''}`
  if (err.code === 'EADDRINUSE')
    return new ListenError(`${where} is in use; end what uses it, or set ${setting} to another port`)
  if (err.code === 'EACCES')
    return new ListenError(`${where} may not be opened by this user; set ${setting} to a port above 1023`)
  if (err.code === 'EADDRNOTAVAIL' || err.code === 'ENOTFOUND') {
    return new ListenError(
      `${host} is no address of this machine; set ${setting === 'PORT' ? 'HTTP_HOST' : 'HTTPS_HOST'} to one that is`,
    )
  }
  return err
}
