import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../write-private-file.ts'
import type { KeyPair } from './make-self-signed.ts'

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
  // Loaded when needed, once a year: it is large.
  const { makeSelfSigned } = await import('./make-self-signed.ts')
  const pair = await makeSelfSigned(nowMs, nowMs + lifeMs)
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
    // A power cut between the two files leaves the key of one and the certificate of another.
    return certificate.checkPrivateKey(createPrivateKey(key)) && endMs - renewBeforeEndMs > nowMs
  } catch {
    return false
  }
}
