import { randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { writePrivateFile } from '../write-private-file.ts'

export interface KeyPair {
  cert: string
  key: string
}

// 397 days: the longest life that browsers accept of any certificate.
const lifeMs = 397 * 86_400_000
const renewBeforeEndMs = 30 * 86_400_000

/** The self-signed pair kept in `dataDir`; made anew when there is none, or when it ends within 30 days. */
export async function selfSignedPair(dataDir: string, nowMs: number): Promise<KeyPair> {
  const certFile = join(dataDir, 'tls-cert.pem')
  const keyFile = join(dataDir, 'tls-key.pem')
  if (existsSync(certFile) && existsSync(keyFile)) {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
    if (isUsable(pair, nowMs)) return pair
  }
  const pair = await makePair(nowMs)
  writePrivateFile(keyFile, pair.key)
  writePrivateFile(certFile, pair.cert)
  return pair
}

/** SHA-256 of the certificate, as browsers show it. */
export function fingerprintOf({ cert }: KeyPair): string {
  return new X509Certificate(cert).fingerprint256
}

function isUsable({ cert, key }: KeyPair, nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const endMs = Date.parse(certificate.validTo)
    return key.includes('PRIVATE KEY') && endMs - renewBeforeEndMs > nowMs
  } catch {
    return false
  }
}

async function makePair(nowMs: number): Promise<KeyPair> {
  // Loaded when needed, once a year.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // 4…: a first bit of 0, for it is a positive number (RFC 5280, 4.1.2.2).
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    name: `CN=${hostname()}`,
    notBefore: new Date(nowMs - 86_400_000),
    notAfter: new Date(nowMs + lifeMs - 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(namesOfThisMachine()),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

function namesOfThisMachine(): { type: 'dns' | 'ip'; value: string }[] {
  const name = hostname()
  const names = new Set(['localhost', name, `${name.split('.')[0]}.local`])
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  // A link-local address changes with the link, and its zone does not fit into a certificate.
  const lasting = addresses.map(({ address }) => address).filter((address) => !address.toLowerCase().startsWith('fe80'))
  return [
    ...[...names].map((value) => ({ type: 'dns' as const, value })),
    ...[...new Set(['127.0.0.1', '::1', ...lasting])].map((value) => ({ type: 'ip' as const, value })),
  ]
}
