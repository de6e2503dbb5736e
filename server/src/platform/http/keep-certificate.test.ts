import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'node:tls'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { fingerprintOf, type KeyPair, keepCertificate, type Listener, listen, secureServer } from './index.ts'
import { makeSelfSigned } from './make-self-signed.ts'

let [first, second]: KeyPair[] = []
let files: () => KeyPair
let listener: Listener
let stop: () => void
const said: string[] = []

beforeAll(async () => {
  const endMs = Date.now() + 100 * 86_400_000
  first = await makeSelfSigned(Date.now(), endMs)
  second = await makeSelfSigned(Date.now(), endMs)
})
beforeEach(async () => {
  if (!first) throw new Error('no certificate')
  const pair = first
  files = () => pair
  said.length = 0
  const server = secureServer((_request, response) => response.end('hello'), pair)
  listener = await listen(server, { port: 0, host: '127.0.0.1', setting: 'HTTPS_PORT' })
  const log = createLogger('silent')
  for (const level of ['info', 'warn'] as const)
    log[level] = (_context: unknown, text?: string) => void said.push(text ?? '')
  stop = keepCertificate({ pair, read: async () => files(), server, log, everyMs: 5 }).stop
})
afterEach(async () => {
  stop()
  await listener.close()
})

function open() {
  return connect({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false })
}
async function servedFingerprint(): Promise<string> {
  const socket = open()
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}
const fingerprint = (pair: KeyPair | undefined) => (pair ? fingerprintOf(pair) : 'none')
async function untilSaid(text: string): Promise<void> {
  while (!said.some((line) => line.includes(text))) await delay(5)
}

test('a new pair is taken into use, and connections that are open go on', async () => {
  const socket = open()
  await once(socket, 'secureConnect')
  files = () => second ?? first ?? { cert: '', key: '' }
  await untilSaid('is in use')
  expect(await servedFingerprint()).toBe(fingerprint(second))
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toContain('hello')
})

test.each([
  ['no certificate', () => ({ cert: 'nonsense', key: first?.key ?? '' })],
  ['the key of another', () => ({ cert: second?.cert ?? '', key: first?.key ?? '' })],
  ['half a file', () => ({ cert: second?.cert.slice(0, 200) ?? '', key: second?.key ?? '' })],
  [
    'a file that is gone',
    () => {
      throw new Error('TLS_CERT_FILE cannot be read')
    },
  ],
])('%s: the old pair stays in use, which is said once', async (_name, broken) => {
  files = broken
  await untilSaid('the old one stays in use')
  await delay(50)
  expect(said).toHaveLength(1)
  expect(await servedFingerprint()).toBe(fingerprint(first))
  files = () => second ?? { cert: '', key: '' }
  await untilSaid('a new certificate is in use')
  expect(await servedFingerprint()).toBe(fingerprint(second))
})

test.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused', async (version) => {
  const socket = connect({
    port: listener.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ciphers: 'ALL:@SECLEVEL=0',
  })
  const [error] = await once(socket, 'error')
  expect(String(error)).toMatch(/version|protocol|alert/i)
})
