import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as rawRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problemSchema } from '@home-zenith/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createLogger } from '../logger.ts'
import { ProblemError } from '../problem.ts'
import { createApp } from './create-app.ts'
import { type Listener, listen, plainServer } from './listen.ts'
import { JsonText, route } from './route.ts'

let listener: Listener
let base: string
let hasDatabase = true
const dashboardDir = mkdtempSync(join(tmpdir(), 'zenith-page-'))

const routes = [
  route({
    method: 'get',
    path: '/api/things/:id',
    access: 'user',
    summary: 'A thing',
    query: z.strictObject({ size: z.coerce.number().optional() }),
    answers: { 200: z.object({ id: z.string() }) },
    handle: ({ params, query }, identity) => ({
      status: 200,
      body: { id: params.id, size: query.size, by: identity.userId },
    }),
  }),
  route({
    method: 'post',
    path: '/api/things',
    access: 'admin',
    summary: 'Make a thing',
    body: z.strictObject({ name: z.string().max(10) }),
    answers: { 201: z.object({ name: z.string() }) },
    handle: ({ body }) => ({ status: 201, body: new JsonText(JSON.stringify(body)) }),
  }),
  route({
    method: 'patch',
    path: '/api/things',
    access: 'user',
    signInOnly: true,
    summary: 'Change them',
    answers: { 204: null },
    handle: () => ({ status: 204 }),
  }),
  route({
    method: 'delete',
    path: '/api/things',
    access: 'public',
    summary: 'Remove them',
    answers: { 204: null },
    handle: () => ({ status: 204 }),
  }),
  route({
    method: 'get',
    path: '/api/hanging',
    access: 'user',
    summary: 'Asks a database that hangs',
    answers: {},
    handle: () => new Promise(() => undefined),
  }),
  route({
    method: 'get',
    path: '/api/broken',
    access: 'public',
    needsDatabase: false,
    summary: 'Fails',
    answers: {},
    handle: () => {
      throw new Error('the secret cause')
    },
  }),
]

beforeAll(async () => {
  writeFileSync(join(dashboardDir, 'index.html'), '<title>page</title>')
  const app = createApp({
    routes,
    guard: {
      authenticate: async ({ headers }) => {
        const name = headers.authorization?.split(' ')[1]
        if (!name) throw new ProblemError('unauthorized', 'Sign in')
        return {
          userId: name,
          role: name === 'root' ? 'admin' : 'viewer',
          sessionId: 's',
          isApiToken: name === 'robot',
          expiresAtMs: 0,
        }
      },
      requireDatabase: () => {
        if (!hasDatabase) throw new ProblemError('database_unavailable', 'away', { headers: { 'Retry-After': '5' } })
      },
    },
    log: createLogger('silent'),
    limits: [],
    trustProxy: 0,
    corsOrigins: ['https://ok.example'],
    hsts: false,
    dashboardDir,
    patienceMs: 1500,
  })
  listener = await listen(plainServer(app), { port: 0, host: '127.0.0.1', setting: 'PORT' })
  base = `http://127.0.0.1:${listener.port}`
})

afterAll(async () => {
  await listener?.close()
  rmSync(dashboardDir, { recursive: true, force: true })
})

const as = (name: string) => ({ Authorization: `Bearer ${name}` })
const json = { 'Content-Type': 'application/json' }

async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const { status, code, type } = problemSchema.parse(await response.json())
  expect(type).toBe('about:blank')
  expect(status).toBe(response.status)
  return [response.status, code]
}

const post = (body: string, headers: Record<string, string>) =>
  fetch(`${base}/api/things`, { method: 'POST', body, headers })

describe('a route', () => {
  test('gives its handler params, the parsed query and who asks', async () => {
    const response = await fetch(`${base}/api/things/7?size=3`, { headers: as('ann') })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ id: '7', size: 3, by: 'ann' })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('answers HEAD as GET, without a body', async () => {
    const response = await fetch(`${base}/api/things/7`, { method: 'HEAD', headers: as('ann') })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('whose database hangs says so in time', async () => {
    const response = await fetch(`${base}/api/hanging`, { headers: as('ann') })
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await problemOf(response)).toEqual([503, 'database_unavailable'])
  })

  test('takes a JSON body, and answers text that is JSON already as JSON', async () => {
    const response = await post('{"name":"x"}', { ...as('root'), ...json })
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/json; charset=utf-8'])
    expect(await response.json()).toEqual({ name: 'x' })
  })

  test('may have no body', async () => {
    const response = await fetch(`${base}/api/things`, { method: 'DELETE' })
    expect([response.status, await response.text()]).toEqual([204, ''])
  })
})

describe('a problem', () => {
  test('401 comes before all that looks at the request', async () => {
    expect(await problemOf(await post('{{{', { 'Content-Type': 'text/plain' }))).toEqual([401, 'unauthorized'])
  })

  test('403 for a viewer where an admin is needed', async () => {
    expect(await problemOf(await post('{"name":"x"}', { ...as('ann'), ...json }))).toEqual([403, 'forbidden'])
  })

  test('403 for an API token where a person has to have signed in', async () => {
    const patch = (name: string) => fetch(`${base}/api/things`, { method: 'PATCH', headers: as(name) })
    expect((await patch('ann')).status).toBe(204)
    expect(await problemOf(await patch('robot'))).toEqual([403, 'forbidden'])
  })

  test.each([
    ['{{{', json, 400, 'invalid_json'],
    ['', json, 400, 'invalid_request'],
    ['[]', json, 400, 'invalid_request'],
    ['null', json, 400, 'invalid_request'],
    ['"text"', json, 400, 'invalid_request'],
    ['{"name":5}', json, 400, 'invalid_request'],
    ['{"name":"x","extra":1}', json, 400, 'invalid_request'],
    ['{"__proto__":{"name":"x"}}', json, 400, 'invalid_request'],
    ['name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['{"name":"x"}', { 'Content-Type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['{"name":"x"}', { 'Content-Type': 'application/json; charset=klingon' }, 415, 'unsupported_media_type'],
    ['{"name":"x"}', { ...json, 'Content-Encoding': 'zip' }, 415, 'unsupported_media_type'],
    [`{"name":"${'x'.repeat(100_000)}"}`, json, 413, 'body_too_large'],
  ])('%.40s %o is %i %s', async (body, headers, status, code) => {
    expect(await problemOf(await post(body, { ...as('root'), ...headers }))).toEqual([status, code])
  })

  test('names each field that does not fit', async () => {
    const response = await post('{"name":5,"extra":1}', { ...as('root'), ...json })
    const { errors } = problemSchema.parse(await response.json())
    expect(errors).toEqual([
      { path: 'name', message: 'Invalid input: expected string, received number' },
      { path: 'extra', message: 'is not a known field' },
    ])
  })

  test.each(['?size=big', '?unknown=1', '?size=1&size=2', '?size[a]=1'])('400 for the query %s', async (query) => {
    const response = await fetch(`${base}/api/things/7${query}`, { headers: as('ann') })
    expect(await problemOf(response)).toEqual([400, 'invalid_request'])
  })

  test('404 for an unknown path under /api, whoever asks', async () => {
    expect(await problemOf(await fetch(`${base}/api/nothing`))).toEqual([404, 'not_found'])
    expect(await problemOf(await fetch(`${base}/api`))).toEqual([404, 'not_found'])
  })

  test('405 with the methods that are there', async () => {
    const response = await fetch(`${base}/api/things`, { method: 'PUT', headers: as('root') })
    expect(response.headers.get('allow')).toBe('POST, PATCH, DELETE')
    expect(await problemOf(response)).toEqual([405, 'method_not_allowed'])
  })

  test('503 while the database has not been reached', async () => {
    hasDatabase = false
    const response = await fetch(`${base}/api/things/7`, { headers: as('ann') })
    hasDatabase = true
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await problemOf(response)).toEqual([503, 'database_unavailable'])
  })

  test('500 tells nothing of its cause', async () => {
    const response = await fetch(`${base}/api/broken`)
    expect(await response.clone().text()).not.toContain('secret')
    expect(await problemOf(response)).toEqual([500, 'internal_error'])
  })

  test.each(['/api/things/%', '/%', '/api/things/%c0%80', '/assets/%00'])(
    'a path that is no UTF-8 (%s) is a 4xx',
    async (path) => {
      const status = await new Promise((resolve, reject) => {
        const request = rawRequest(`${base}${path}`, { headers: as('ann') }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        request.on('error', reject).end()
      })
      expect(status).toSatisfy((code: number) => code >= 400 && code < 500)
    },
  )
})

describe('the page', () => {
  test.each(['/', '/some/where'])('is at %s, under a strict policy', async (path) => {
    const response = await fetch(base + path)
    expect(await response.text()).toBe('<title>page</title>')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests|\*/)
    expect(response.headers.get('strict-transport-security')).toBe(null)
    expect(response.headers.get('x-powered-by')).toBe(null)
  })

  test('a missing file of it is 404, and it takes no POST', async () => {
    for (const path of ['/assets/x.js', '/package.json', '/.env', '/some/.git/config.txt']) {
      expect(await problemOf(await fetch(base + path))).toEqual([404, 'not_found'])
    }
    expect(await problemOf(await fetch(`${base}/`, { method: 'POST' }))).toEqual([405, 'method_not_allowed'])
  })
})

describe('another origin', () => {
  test.each([
    ['https://ok.example', 'https://ok.example'],
    ['https://bad.example', null],
  ])('%s is allowed: %s', async (origin, allowed) => {
    const response = await fetch(`${base}/api/things/7`, { headers: { ...as('ann'), Origin: origin } })
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed)
    if (allowed) expect(response.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
  })
})
