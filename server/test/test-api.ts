import { problemSchema } from '@home-zenith/contract'
import type { RequestHandler } from 'express'
import { afterAll, beforeAll, expect } from 'vitest'
import {
  type Answer,
  createApp,
  JsonText,
  type Listener,
  listen,
  openapiRoute,
  plainServer,
  type Route,
} from '../src/platform/http/index.ts'
import type { Guard } from '../src/platform/http/mount-routes.ts'
import { createLogger } from '../src/platform/logger.ts'
import { type AnswerCheck, createAnswerCheck, type OpenapiDocument } from './check-answers.ts'

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
  build: () => {
    routes: Route[]
    authenticate: Guard['authenticate']
    limits?: RequestHandler[]
    trustProxy?: number
    /** Whether the contract tells of these answers: not of a family that tests alone have. Default true. */
    isOfContract?: boolean
  },
): TestApi {
  let listener: Listener
  let check: AnswerCheck
  beforeAll(async () => {
    const { routes, authenticate, limits = [], trustProxy = 0, isOfContract = true } = build()
    check = isOfContract ? createAnswerCheck(documentOf(routes)) : async () => null
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
    async call(method, path, { body, token, headers = {} } = {}) {
      const answer = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      // Every answer of every test is one that the OpenAPI document tells of.
      expect(await check(method, path, answer)).toBe(null)
      return answer
    },
  }
}

function documentOf(routes: Route[]): OpenapiDocument {
  const { handle } = openapiRoute(routes, 'test')
  // It asks nothing of its call.
  const { body } = handle({} as never, undefined as never) as Answer
  return JSON.parse(body instanceof JsonText ? body.text : '')
}

/** The status and code of an answer that has to be a problem. */
export async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const { status, code } = problemSchema.parse(await response.json())
  expect(status).toBe(response.status)
  return [status, code]
}
