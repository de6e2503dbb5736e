import { io, Manager, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { probe, probeFamily } from '../../test/probe-family.ts'
import { type Identity, type Listener, listen, plainServer } from '../platform/http/index.ts'
import { createLogger } from '../platform/logger.ts'
import { ProblemError } from '../platform/problem.ts'
import { type Live, startLive } from './index.ts'

let live: Live
let listeners: Listener[]
let clients: Socket[]
let revoked: Set<string>
let databaseAway: boolean
let authenticated: number
let lookedUp: Promise<void>

// A token here reads "user/session/lifeMs".
async function authenticateToken(token: string): Promise<Identity> {
  authenticated += 1
  await lookedUp
  if (databaseAway) throw new Error('connection refused')
  const [userId, sessionId, lifeMs] = token.split('/')
  if (!userId || !sessionId) throw new ProblemError('unauthorized', 'Not a token')
  return { userId, sessionId, role: 'viewer', isApiToken: false, expiresAtMs: Date.now() + Number(lifeMs ?? 60_000) }
}

beforeEach(async () => {
  revoked = new Set()
  databaseAway = false
  authenticated = 0
  lookedUp = Promise.resolve()
  clients = []
  live = start([])
  listeners = []
  for (let count = 0; count < 2; count += 1) await attach(live)
})

const start = (corsOrigins: string[]) =>
  startLive({
    families: [probeFamily],
    latest: () => probe('2026-01-01T00:00:00.000Z', 1),
    authenticateToken,
    stillValid: async (sessionIds) => new Set(sessionIds.filter((id) => !revoked.has(id))),
    admits: ({ headers }) => headers.origin !== 'https://evil.example',
    corsOrigins,
    mostSockets: 4,
    log: createLogger('silent'),
  })
async function attach(to: Live) {
  const plain = plainServer((_request, response) => response.end())
  const listener = await listen(plain, { port: 0, host: '127.0.0.1', setting: 'PORT' })
  listeners.push(listener)
  to.attach(listener.server)
  return listener
}

afterEach(async () => {
  for (const client of clients) client.disconnect()
  await live.close()
  await Promise.all(listeners.map((listener) => listener.close()))
})

function connect(auth: object, listener = listeners[0]): Socket {
  const client = io(`http://127.0.0.1:${listener?.port}`, { auth, reconnection: false, transports: ['websocket'] })
  clients.push(client)
  return client
}

const next = (client: Socket, event: string) => new Promise((resolve) => client.once(event, resolve))

describe('a socket', () => {
  test('gets the latest at once and each sample as it is taken, on every port', async () => {
    for (const listener of listeners) {
      const client = connect({ token: 'ann/s1' }, listener)
      expect(await next(client, 'probe')).toEqual({ timestamp: '2026-01-01T00:00:00.000Z', level: 1, size: null })
      const pushed = next(client, 'probe')
      live.push(probeFamily, probe('2026-01-01T00:00:05.000Z', 2))
      expect(await pushed).toEqual({ timestamp: '2026-01-01T00:00:05.000Z', level: 2, size: null })
    }
  })

  test.each([{}, { token: 5 }, { token: 'nonsense' }, { token: null }])('is refused with %o', async (auth) => {
    const error = (await next(connect(auth), 'connect_error')) as Error & { data: unknown }
    expect(error.data).toMatchObject({ code: 'unauthorized' })
  })

  test('is told when it was the database that could not be asked', async () => {
    databaseAway = true
    const error = (await next(connect({ token: 'ann/s1' }), 'connect_error')) as Error & { data: unknown }
    expect(error.data).toMatchObject({ code: 'database_unavailable' })
  })

  test('is cut with session_expired when its token ends', async () => {
    const client = connect({ token: 'ann/s1/300' })
    const closed = next(client, 'disconnect')
    await next(client, 'session_expired')
    expect(await closed).toBe('io server disconnect')
  })

  test('lives on with a renewed token', async () => {
    const client = connect({ token: 'ann/s1/300' })
    await next(client, 'connect')
    const answer = await client.emitWithAck('renew', { token: 'ann/s1/60000' })
    expect(Date.parse(answer.expires_at)).toBeGreaterThan(Date.now() + 30_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(client.connected).toBe(true)
  })

  test.each([
    [{ token: 'nonsense' }, 'unauthorized'],
    [{ token: 'bob/s2' }, 'unauthorized'],
    [{}, 'invalid_request'],
    [null, 'invalid_request'],
    ['text', 'invalid_request'],
  ])('renewed with %o is told what is wrong', async (message, code) => {
    const client = connect({ token: 'ann/s1' })
    await next(client, 'connect')
    expect(await client.emitWithAck('renew', message)).toMatchObject({ error: { code } })
    client.emit('renew')
    expect(client.connected).toBe(true)
  })

  test('is cut when its sign-in is revoked here, and no other is', async () => {
    const [one, two] = [connect({ token: 'ann/s1' }), connect({ token: 'bob/s2' })]
    await Promise.all([next(one, 'connect'), next(two, 'connect')])
    const cut = next(one, 'session_expired')
    live.cut(({ sessionId }) => sessionId === 's1')
    await cut
    expect(two.connected).toBe(true)
  })

  test('is cut when its sign-in was revoked elsewhere', async () => {
    const [one, two] = [connect({ token: 'ann/s1' }), connect({ token: 'bob/s2' })]
    await Promise.all([next(one, 'connect'), next(two, 'connect')])
    revoked.add('s1')
    await next(one, 'session_expired')
    expect(two.connected).toBe(true)
  })

  test('is none for the page of another origin', async () => {
    const client = io(`http://127.0.0.1:${listeners[0]?.port}`, {
      auth: { token: 'ann/s1' },
      reconnection: false,
      transports: ['websocket'],
      extraHeaders: { Origin: 'https://evil.example' },
    })
    clients.push(client)
    expect(await next(client, 'connect_error')).toBeInstanceOf(Error)
    expect(client.connected).toBe(false)
  })

  test('renewed with a token that does not end has no end', async () => {
    const client = connect({ token: 'ann/s1' })
    await next(client, 'connect')
    expect(await client.emitWithAck('renew', { token: 'ann/s1/Infinity' })).toEqual({ expires_at: null })
    expect(client.connected).toBe(true)
  })

  test('that went away before it was renewed leaves no timer', async () => {
    const client = connect({ token: 'ann/s1' })
    await next(client, 'connect')
    let answer: () => void = () => {}
    lookedUp = new Promise((resolve) => (answer = resolve))
    client.emit('renew', { token: 'ann/s1/Infinity' })
    await expect.poll(() => authenticated).toBe(2)
    client.disconnect()
    const open = () => new Promise((resolve) => listeners[0]?.server.getConnections((_error, count) => resolve(count)))
    await expect.poll(open).toBe(0)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    answer()
    await new Promise((resolve) => setImmediate(resolve))
    expect(timers.mock.calls.filter(([, ms]) => ms === 2_147_483_647)).toEqual([])
    timers.mockRestore()
  })

  test('that sends without end is cut, and no other is', async () => {
    const [one, two] = [connect({ token: 'ann/s1' }), connect({ token: 'bob/s2' })]
    await Promise.all([next(one, 'connect'), next(two, 'connect')])
    const closed = next(one, 'disconnect')
    for (let count = 0; count < 31; count += 1) one.emit('unknown')
    expect(await closed).toBe('transport close')
    expect(two.connected).toBe(true)
  })

  test('has a request id in each of its HTTP answers, in the refused ones, too', async () => {
    const url = `http://127.0.0.1:${listeners[0]?.port}/socket.io/?EIO=4&transport=polling`
    const answers = await Promise.all([fetch(url), fetch(`${url}&sid=none`)])
    expect(answers.map(({ status }) => status)).toEqual([200, 400])
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(ids[0]).not.toBe(ids[1])
  })

  test('may be opened by a page of an origin that is allowed, and answers what asks for that, too', async () => {
    const other = start(['https://page.example'])
    const { port } = await attach(other)
    const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`
    const headers = { Origin: 'https://page.example', 'Access-Control-Request-Method': 'POST' }
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await fetch(url, { method, headers })
      expect(answer.ok).toBe(true)
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://page.example')
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
    const stranger = await fetch(url, { headers: { Origin: 'https://stranger.example' } })
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull()
    await other.close()
  })

  test('that answers pings and fetches nothing is cut', async () => {
    const url = `http://127.0.0.1:${listeners[0]?.port}/socket.io/?EIO=4&transport=polling`
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1))
    const post = async (body: string) => (await fetch(`${url}&sid=${sid}`, { method: 'POST', body })).status
    await post('40{"token":"ann/s1"}')
    await expect.poll(() => authenticated).toBe(1)
    for (let count = 0; count < 50; count += 1) live.push(probeFamily, probe('2026-01-01T00:00:05.000Z', count))
    expect(await post('3')).toBe(200)
    for (let count = 0; count < 60; count += 1) live.push(probeFamily, probe('2026-01-01T00:00:05.000Z', count))
    expect(await post('3')).toBe(400)
  })

  test('that tries token after token is cut', async () => {
    const stranger = new Manager(`http://127.0.0.1:${listeners[0]?.port}`, {
      reconnection: false,
      transports: ['websocket'],
    })
    await new Promise<void>((resolve) => stranger.once('open', resolve))
    const closed = new Promise((resolve) => stranger.once('close', resolve))
    for (let count = 0; count < 1000; count += 1) stranger.engine.write('0{"token":"nonsense"}')
    expect(await closed).toBe('transport close')
    expect(authenticated).toBe(30)
  })

  test('is none beyond the most, of all ports together', async () => {
    const all = [0, 1, 0, 1].map((port) => connect({ token: 'ann/s1' }, listeners[port]))
    await Promise.all(all.map((client) => next(client, 'connect')))
    for (const listener of listeners) {
      expect(await next(connect({ token: 'ann/s1' }, listener), 'connect_error')).toBeInstanceOf(Error)
    }
  })

  test('that sends something huge or unknown harms nobody', async () => {
    const [one, two] = [connect({ token: 'ann/s1' }), connect({ token: 'bob/s2' })]
    await Promise.all([next(one, 'connect'), next(two, 'connect')])
    two.emit('unknown', { a: 1 })
    const closed = next(one, 'disconnect')
    one.emit('renew', { token: 'x'.repeat(100_000) })
    await closed
    expect(two.connected).toBe(true)
  })
})
