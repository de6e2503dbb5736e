import { readFileSync } from 'node:fs'
import type { Express } from 'express'
import { type Config, ConfigError } from './config.ts'
import {
  fingerprintOf,
  type KeyPair,
  keepCertificate,
  type Listener,
  listen,
  plainServer,
  secureServer,
  selfSignedPair,
} from './platform/http/index.ts'
import type { Logger } from './platform/logger.ts'
import { messageOf } from './platform/message-of.ts'

export interface OpenPorts {
  listeners: Listener[]
  opened: { http: number; https: number | null; fingerprint: string | null }
}

/** Plain HTTP for this machine, HTTPS for the network. @throws {ListenError}, {ConfigError} */
export async function openPorts(app: Express, config: Config, log: Logger): Promise<OpenPorts> {
  const http = await listen(plainServer(app), { port: config.PORT, host: config.HTTP_HOST, setting: 'PORT' })
  if (config.HTTPS_PORT === 0) return { listeners: [http], opened: { http: http.port, https: null, fingerprint: null } }
  try {
    const pair = await readPair(config)
    const secure = openSecure(app, pair, config)
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

function openSecure(app: Express, pair: KeyPair, { TLS_CERT_FILE, TLS_KEY_FILE }: Config) {
  try {
    return secureServer(app, pair)
  } catch (err) {
    if (TLS_CERT_FILE === undefined) throw err
    throw new ConfigError(
      `TLS_CERT_FILE holds ${JSON.stringify(TLS_CERT_FILE)} and TLS_KEY_FILE ${JSON.stringify(TLS_KEY_FILE)}; they take the two PEM files of one pair: ${messageOf(err)}`,
    )
  }
}

async function readPair({ TLS_CERT_FILE, TLS_KEY_FILE, DATA_DIR }: Config): Promise<KeyPair> {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return selfSignedPair(DATA_DIR, Date.now())
  const mistakes: string[] = []
  const read = (setting: string, path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (err) {
      mistakes.push(
        `${setting} holds ${JSON.stringify(path)}; it takes the path of a PEM file that can be read: ${messageOf(err)}`,
      )
      return ''
    }
  }
  const pair = { cert: read('TLS_CERT_FILE', TLS_CERT_FILE), key: read('TLS_KEY_FILE', TLS_KEY_FILE) }
  if (mistakes.length > 0) throw new ConfigError(mistakes.join('\n'))
  return pair
}
