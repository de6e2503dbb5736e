import { readFileSync } from 'node:fs'
import type { Express } from 'express'
import type { Config } from './config.ts'
import {
  fingerprintOf,
  type KeyPair,
  keepCertificate,
  ListenError,
  type Listener,
  listen,
  plainServer,
  secureServer,
  selfSignedPair,
} from './platform/http/index.ts'
import type { Logger } from './platform/logger.ts'

export interface OpenPorts {
  listeners: Listener[]
  opened: { http: number; https: number | null; fingerprint: string | null }
}

/** Plain HTTP for this machine, HTTPS for the network. @throws {ListenError} */
export async function openPorts(app: Express, config: Config, log: Logger): Promise<OpenPorts> {
  const http = await listen(plainServer(app), { port: config.PORT, host: config.HTTP_HOST, setting: 'PORT' })
  if (config.HTTPS_PORT === 0) return { listeners: [http], opened: { http: http.port, https: null, fingerprint: null } }
  try {
    const pair = await readPair(config)
    const secure = secureServer(app, pair)
    // Our own is renewed a month before its end, by nobody else.
    const everyMs = config.TLS_CERT_FILE === undefined ? 3_600_000 : 60_000
    const kept = keepCertificate({ pair, read: () => readPair(config), server: secure, log, everyMs })
    secure.once('close', () => kept.stop())
    const https = await listen(secure, { port: config.HTTPS_PORT, host: config.HTTPS_HOST, setting: 'HTTPS_PORT' })
    const opened = { http: http.port, https: https.port, fingerprint: fingerprintOf(pair) }
    return { listeners: [http, https], opened }
  } catch (err) {
    await http.close()
    throw err
  }
}

async function readPair({ TLS_CERT_FILE, TLS_KEY_FILE, DATA_DIR }: Config): Promise<KeyPair> {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return selfSignedPair(DATA_DIR, Date.now())
  return { cert: readPem('TLS_CERT_FILE', TLS_CERT_FILE), key: readPem('TLS_KEY_FILE', TLS_KEY_FILE) }
}

function readPem(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (err) {
    throw new ListenError(`${setting} cannot be read: ${err instanceof Error ? err.message : err}`)
  }
}
