import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { tokensSchema } from '@home-zenith/contract'
import { afterAll, beforeAll } from 'vitest'
import { buildServer, type RunningServer } from '../../src/build-server.ts'
import { parseConfig } from '../../src/config.ts'
import { createLogger } from '../../src/platform/logger.ts'
import { password, someone } from '../test-auth.ts'
import type { TestDatabase } from '../test-database.ts'

export const jwtSecret = 'a secret of the tests alone, 32 characters'

export interface TestServer {
  readonly base: string
  /** Sends a request from an address of its own, so that no limit of an address is met. */
  ask(method: string, path: string, options?: { token?: string | undefined; body?: unknown }): Promise<Response>
  /** Signs somebody in. @returns the access token */
  signIn(role: 'admin' | 'viewer'): Promise<{ username: string; token: string; refreshToken: string | undefined }>
}

/** The server whole, as `serve` runs it, on a database of its own. It only pretends to reboot. */
export function useRunningServer(db: TestDatabase): TestServer {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-whole-'))
  let server: RunningServer
  let asked = 0
  const base = () => `http://127.0.0.1:${server.ports.http}`
  const ask: TestServer['ask'] = (method, path, { token, body } = {}) => {
    asked += 1
    return fetch(base() + path, {
      method,
      headers: {
        'X-Forwarded-For': `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  }
  let owner: string
  beforeAll(async () => {
    const environment = {
      PORT: '0',
      HTTPS_PORT: '0',
      TRUST_PROXY: '1',
      POWER_CONTROL: 'dry-run',
      JWT_SECRET: jwtSecret,
      SETUP_CODE: 'the-setup-code',
      DATA_DIR: folder,
    }
    const surroundings = { databasePid: () => null, onSample: () => {} }
    server = await buildServer(parseConfig(environment, folder), db.connection, surroundings, createLogger('silent'))
    for (const path of ['/api/auth/state', '/api/metrics/system', '/api/health/ready'])
      while ((await ask('GET', path)).status === 503) await delay(50)
    const body = { ...someone(), setup_code: 'the-setup-code' }
    owner = tokensSchema.parse(await (await ask('POST', '/api/auth/register', { body })).json()).access_token
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get base() {
      return base()
    },
    ask,
    async signIn(role) {
      const account = someone()
      await ask('POST', '/api/users', { token: owner, body: { ...account, role } })
      const body = { username: account.username, password }
      const tokens = tokensSchema.parse(await (await ask('POST', '/api/auth/login', { body })).json())
      return { username: account.username, token: tokens.access_token, refreshToken: tokens.refresh_token }
    },
  }
}
