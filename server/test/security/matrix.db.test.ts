import { randomUUID } from 'node:crypto'
import { Validator } from '@seriousme/openapi-schema-validator'
import { io } from 'socket.io-client'
import { beforeAll, describe, expect, test } from 'vitest'
import { clientEvents } from '../../src/live/index.ts'
import type { OpenapiDocument } from '../check-answers.ts'
import { useTestDatabase } from '../test-database.ts'
import * as expected from './access.ts'
import { type Actor, gatherActors, refusalOf } from './actors.ts'
import { useRunningServer } from './running-server.ts'

const db = useTestDatabase()
const server = useRunningServer(db)
let actors: Record<string, Actor>
let routes: string[]
let document: OpenapiDocument

beforeAll(async () => {
  actors = await gatherActors(server)
  document = (await (await server.ask('GET', '/api/openapi.json')).json()) as OpenapiDocument
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
})

describe('every route of the running server', () => {
  test('has an expectation, and every expectation a route', () => {
    expect(routes.toSorted()).toEqual(Object.keys(expected.routes).toSorted())
    expect(routes.length).toBeGreaterThan(30)
  })

  test('lets in whom it should, and nobody else', async () => {
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      for (const [name, actor] of Object.entries(actors)) {
        const { token } = actor
        // An empty body: what is let through fails at its content, and does nothing.
        const body = method === 'GET' ? undefined : {}
        const answer = await server.ask(method, path.replace(/\{\w+\}/, randomUUID()), { token, body })
        const { code } = answer.ok ? { code: '' } : ((await answer.json()) as { code: string })
        const refusal = ['unauthorized', 'forbidden'].includes(code) ? code : null
        expect({ route, name, refusal }).toEqual({
          route,
          name,
          refusal: refusalOf(actor, expected.routes[route] ?? 'admin'),
        })
        expect({ route, name, status: answer.status }).toEqual({ route, name, status: expect.toBeOneOf([...allowed]) })
        if (refusal) expect(answer.status).toBe(refusal === 'unauthorized' ? 401 : 403)
        await answer.body?.cancel().catch(() => undefined)
      }
    }
  })

  test('takes no token from its address', async () => {
    const { token = '' } = actors.admin ?? {}
    for (const route of routes.filter((each) => each.startsWith('GET') && expected.routes[each] !== 'anybody')) {
      for (const name of ['token', 'access_token', 'authorization', 'auth']) {
        const answer = await server.ask('GET', `${route.split(' ')[1]}?${name}=${encodeURIComponent(token)}`)
        expect({ route, status: answer.status }).toEqual({ route, status: 401 })
      }
    }
  })
})

// What an empty request may be answered: neither a fault of ours, nor anything that was done by it.
const allowed = [200, 204, 400, 401, 403, 404, 503]

test('the OpenAPI document is one, by the schema of OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate({ ...document })
  expect(errors).toBe(undefined)
  expect(valid).toBe(true)
})

describe('a socket', () => {
  const open = async ({ token }: Actor, transports: string[]) => {
    const socket = io(server.base, { auth: token === undefined ? {} : { token }, reconnection: false, transports })
    const outcome = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'))
      socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
        resolve(error.data?.code ?? error.message),
      )
    })
    return { socket, outcome }
  }

  test.each(['websocket', 'polling'])('by %s takes a good token', async (transport) => {
    for (const [name, actor] of Object.entries(actors)) {
      const { socket, outcome } = await open(actor, [transport])
      socket.disconnect()
      expect({ name, outcome }).toEqual({ name, outcome: actor.is ? 'connected' : 'unauthorized' })
    }
  })

  test('tells nothing without one', async () => {
    const socket = io(server.base, { reconnection: false, transports: ['websocket'] })
    const heard: string[] = []
    socket.onAny((event) => heard.push(event))
    await new Promise((resolve) => socket.once('connect_error', resolve))
    socket.disconnect()
    expect(heard).toEqual([])
  })

  test('has an expectation for all that a client may send', () => {
    expect(Object.keys(clientEvents).toSorted()).toEqual(Object.keys(expected.events).toSorted())
  })

  test('is renewed with a good token of its own user, and with no other', async () => {
    const { viewer } = actors
    const { socket } = await open(viewer ?? { token: undefined }, ['websocket'])
    for (const [name, actor] of Object.entries(actors)) {
      const answer = await socket.emitWithAck('renew', { token: actor.token })
      const isOwn = ['viewer', 'the API token of a viewer', 'a viewer who says admin'].includes(name)
      expect({ name, isRenewed: 'expires_at' in answer }).toEqual({ name, isRenewed: isOwn })
    }
    socket.disconnect()
  })
})
