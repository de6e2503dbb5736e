import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Socket } from 'node:net'

/** The first byte of a TLS connection: a record of its handshake (RFC 8446, 5.1). */
const handshakeByte = 22
// Who says nothing, or says it slowly, stays no longer; the handshake has its own time.
const usualPatienceMs = 5000

/**
 * Sends who speaks plain HTTP to this port to HTTPS on it: a browser does where an address was typed without `https://`, and would
 * be told nothing.
 */
export function redirectPlain(server: SecureServer, patienceMs = usualPatienceMs): void {
  const secureListeners = server.listeners('connection')
  server.removeAllListeners('connection')
  // It listens to no port: it is given connections.
  const plain = createServer(redirect)
  server.on('connection', (socket: Socket) => {
    const timer = setTimeout(() => socket.destroy(), patienceMs)
    const ignore = () => undefined
    socket.once('close', () => clearTimeout(timer)).on('error', ignore)
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1)
      if (!first) return socket.destroy()
      socket.unshift(first)
      if (first[0] !== handshakeByte) return plain.emit('connection', socket)
      clearTimeout(timer)
      socket.off('error', ignore)
      for (const listener of secureListeners) listener.call(server, socket)
    })
  })
}

function redirect({ headers: { host = '' }, url = '/' }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('X-Request-Id', randomUUID()).setHeader('Connection', 'close')
  if (!/^[\w.:[\]-]+$/.test(host) || !url.startsWith('/')) return void response.writeHead(400).end()
  response.writeHead(307, { Location: `https://${host}${url}` }).end()
}
