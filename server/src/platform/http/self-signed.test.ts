import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprintOf, listen, secureServer, selfSignedPair } from './index.ts'
import { makeSelfSigned } from './make-self-signed.ts'

const nowMs = Date.now()
const dayMs = 86_400_000
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'zenith-tls-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

test('the pair serves TLS 1.3 under the names of this machine, and its key is private', async () => {
  const pair = await selfSignedPair(dataDir, nowMs)
  const listener = await listen(
    secureServer((_request, response) => response.end(), pair),
    {
      port: 0,
      host: '127.0.0.1',
      setting: 'HTTPS_PORT',
    },
  )
  const socket = connect({ port: listener.port, host: '127.0.0.1', ca: pair.cert, servername: 'localhost' })
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  expect([socket.authorized, socket.getProtocol()]).toEqual([true, 'TLSv1.3'])
  expect(socket.getPeerCertificate().fingerprint256).toBe(fingerprintOf(pair))
  socket.destroy()
  await listener.close()

  const certificate = new X509Certificate(pair.cert)
  expect([certificate.checkHost('localhost'), certificate.checkIP('127.0.0.1'), certificate.checkIP('::1')]).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
  ])
  expect(statSync(join(dataDir, 'tls-key.pem')).mode & 0o777).toBe(0o600)
})

test('is kept, and made anew within 30 days of its end', async () => {
  const first = await selfSignedPair(dataDir, nowMs)
  expect(await selfSignedPair(dataDir, nowMs + 300 * dayMs)).toEqual(first)
  const second = await selfSignedPair(dataDir, nowMs + 380 * dayMs)
  expect(fingerprintOf(second)).not.toBe(fingerprintOf(first))
})

test('a certificate beside the key of another is replaced', async () => {
  await selfSignedPair(dataDir, nowMs)
  const other = await makeSelfSigned(nowMs, nowMs + 100 * dayMs)
  writeFileSync(join(dataDir, 'tls-key.pem'), other.key)
  const pair = await selfSignedPair(dataDir, nowMs)
  expect(new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))).toBe(true)
})

test('a damaged file is replaced', async () => {
  await selfSignedPair(dataDir, nowMs)
  writeFileSync(join(dataDir, 'tls-cert.pem'), 'not a certificate')
  expect(fingerprintOf(await selfSignedPair(dataDir, nowMs))).toMatch(/^([0-9A-F]{2}:){31}/)
})
