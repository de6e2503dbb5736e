import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect as connectSecurely } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listener, listen, secureServer } from './index.ts'
import { makeSelfSigned } from './make-self-signed.ts'

const patienceMs = 300
let listener: Listener
let cert: string

beforeAll(async () => {
  const pair = await makeSelfSigned(Date.now(), Date.now() + 100 * 86_400_000)
  cert = pair.cert
  const server = secureServer((_request, response) => response.end('hello'), pair, patienceMs)
  listener = await listen(server, { port: 0, host: '127.0.0.1', setting: 'HTTPS_PORT' })
})
afterAll(() => listener.close())

async function speak(words: string): Promise<string> {
  const socket = connect(listener.port, '127.0.0.1')
  socket.write(words)
  return text(socket)
}

test('plain HTTP is sent to HTTPS on the same port, with its path and query', async () => {
  const answer = await fetch(`http://127.0.0.1:${listener.port}/history?range=7d`, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([
    307,
    `https://127.0.0.1:${listener.port}/history?range=7d`,
  ])
  expect(answer.headers.get('x-request-id')).toBeTruthy()
})

test('HTTPS is answered as it was', async () => {
  const socket = connectSecurely({ port: listener.port, host: '127.0.0.1', ca: cert, servername: 'localhost' })
  await once(socket, 'secureConnect')
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(await text(socket)).toContain('hello')
})

test('what is neither, or leads elsewhere, is refused', async () => {
  expect(await speak('\0\0\0\0\0\0\0\0')).toContain('400')
  expect(await speak('GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
  expect(await speak('GET http://elsewhere.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
})

test('one who leaves harms nobody', async () => {
  for (const words of ['', '\x16', 'GET']) {
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const socket = connect(listener.port, '127.0.0.1')
      await once(socket, 'connect')
      if (words) socket.write(words)
      socket[leave]()
      socket.resume()
      await once(socket, 'close')
    }
  }
  const answer = await fetch(`http://127.0.0.1:${listener.port}/`, { redirect: 'manual' })
  expect(answer.status).toBe(307)
})

test.each(['', 'GET / HTTP/1.1\r\nHost: '])('one who says %j and no more is cut', async (words) => {
  const socket = connect(listener.port, '127.0.0.1')
  socket.write(words)
  await once(socket.resume(), 'close')
})
