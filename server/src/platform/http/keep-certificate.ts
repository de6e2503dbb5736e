import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { Logger } from '../logger.ts'
import type { KeyPair } from './make-self-signed.ts'
import { fingerprintOf } from './self-signed.ts'

/** TLS 1.2 with ciphers that keep what was recorded secret when the key is lost, and 1.3, where all do. */
export const tlsOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  honorCipherOrder: true,
  // Node's 120 s would let a client that says nothing stay.
  handshakeTimeout: 10_000,
} as const

export interface CertificateUse {
  /** The pair in use at the start. */
  pair: KeyPair
  /** The pair as it is now: from the files, or renewed. */
  read(): Promise<KeyPair>
  server: { setSecureContext(options: SecureContextOptions): void }
  log: Logger
  /** How often it is looked at. */
  everyMs: number
}

/**
 * Takes a new certificate into use when there is one: open connections go on. One that is broken, as in
 * the midst of being written, is said once, and the old one stays. (Watching the files instead would miss the symbolic
 * links that certbot changes.)
 */
export function keepCertificate({ pair, read, server, log, everyMs }: CertificateUse): { stop(): void } {
  let current = pair
  let said = ''
  const look = async () => {
    try {
      const next = await read()
      if (next.cert !== current.cert || next.key !== current.key) {
        useCertificate(server, next)
        current = next
        log.info({ fingerprint: fingerprintOf(next) }, 'a new certificate is in use')
      }
      said = ''
    } catch (err) {
      const message = err instanceof Error ? err.message : String(err)
      if (message !== said) log.warn({ err }, 'the new certificate cannot be used; the old one stays in use')
      said = message
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** @throws when it is no pair */
function useCertificate(server: CertificateUse['server'], pair: KeyPair): void {
  const options = { ...pair, ...tlsOptions }
  createSecureContext(options)
  server.setSecureContext(options)
}
