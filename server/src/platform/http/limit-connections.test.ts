import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen, plainServer } from './index.ts'
import { limitConnections, slowestClient } from './limit-connections.ts'

class Connection extends EventEmitter {
  isCut = false
  constructor(readonly remoteAddress: string) {
    super()
  }
  destroy(): void {
    this.isCut = true
  }
}

test('an address has a hundred connections, and as many again when they have closed', () => {
  const server = createServer()
  limitConnections(server)
  const open = (address: string) => {
    const connection = new Connection(address)
    server.emit('connection', connection)
    return connection
  }
  const first = Array.from({ length: 100 }, () => open('192.0.2.1'))
  expect([first.some(({ isCut }) => isCut), open('192.0.2.1').isCut, open('192.0.2.2').isCut]).toEqual([
    false,
    true,
    false,
  ])
  expect(Array.from({ length: 200 }, () => open('::ffff:127.0.0.1')).some(({ isCut }) => isCut)).toBe(false)
  first[0]?.emit('close')
  expect([open('192.0.2.1').isCut, open('192.0.2.1').isCut]).toEqual([false, true])
})

test('a client that sends its headers slowly is cut', async () => {
  const times = { ...slowestClient, headersTimeout: 300, connectionsCheckingInterval: 50 }
  const listener = await listen(
    plainServer((_request, response) => response.end(), times),
    {
      port: 0,
      host: '127.0.0.1',
      setting: 'PORT',
    },
  )
  const socket = connect(listener.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n')
  const slow = setInterval(() => socket.write('X-More: 1\r\n'), 50)
  let text = ''
  for await (const chunk of socket) text += chunk
  clearInterval(slow)
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
  await listener.close()
})
