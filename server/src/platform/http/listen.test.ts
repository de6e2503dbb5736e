import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen, plainServer } from './listen.ts'

test('a port closes though clients say nothing: one that has not asked yet, and one that was upgraded', async () => {
  const server = plainServer((_request, response) => response.end())
  server.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const listener = await listen(server, { port: 0, host: '127.0.0.1', setting: 'PORT' })
  const clients = [connect(listener.port, '127.0.0.1'), connect(listener.port, '127.0.0.1')]
  await Promise.all(clients.map((client) => once(client, 'connect')))
  clients[1]?.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  if (clients[1]) await once(clients[1], 'data')
  await listener.close()
  for (const client of clients) client.on('error', () => undefined).destroy()
  expect(server.listening).toBe(false)
})
