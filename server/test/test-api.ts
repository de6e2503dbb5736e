import { problemSchema } from '@home-zenith/contract'
import type { RequestHandler } from 'express'
import { afterAll, beforeAll, expect } from 'vitest'
import { createApp, type Listener, listen, plainServer, type Route } from '../src/platform/http/index.ts'
import type { Guard } from '../src/platform/http/mount-routes.ts'
import { createLogger } from '../src/platform/logger.ts'

export interface TestApi {
  /** Where it listens, on loopback. */
  readonly base: string
  /** Sends JSON, with a bearer token when one is given. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>
}

export interface CallOptions {
  body?: unknown
  token?: string
  headers?: Record<string, string>
}

/** The routes on a real port, as the server mounts them. */
export function useTestApi(
  build: () => { routes: Route[]; authenticate: Guard['authenticate']; limits?: RequestHandler[]; trustProxy?: number },
): TestApi {
  let listener: Listener
  beforeAll(async () => {
    const { routes, authenticate, limits = [], trustProxy = 0 } = build()
    const app = createApp({
      routes,
      guard: { authenticate, requireDatabase: () => {} },
      limits,
      log: createLogger('silent'),
      trustProxy,
      corsOrigins: [],
      hsts: false,
      dashboardDir: '/nonexistent',
    })
    listener = await listen(plainServer(app), { port: 0, host: '127.0.0.1', setting: 'PORT' })
  })
  afterAll(() => listener?.close())
  return {
    get base() {
      return `http://127.0.0.1:${listener.port}`
    },
    call(method, path, { body, token, headers = {} } = {}) {
      return fetch(`http://127.0.0.1:${listener.port}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
    },
  }
}

/** The status and code of an answer that has to be a problem. */
export async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const { status, code } = problemSchema.parse(await response.json())
  expect(status).toBe(response.status)
  return [status, code]
}
