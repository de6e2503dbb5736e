import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, program, type RunningProgram, runServer, until, untilReady } from './run-server.ts'

let folder: ReturnType<typeof makeFolder>
let servers: RunningProgram[]

beforeEach(() => {
  folder = makeFolder()
  servers = []
})
afterEach(async () => {
  for (const { process, end } of servers)
    if (process.exitCode === null && process.signalCode === null) await end('SIGKILL')
  folder.remove()
})

async function start(environment: Record<string, string> = {}): Promise<RunningProgram> {
  const server = await runServer(folder.path, environment)
  servers.push(server)
  return server
}

const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }

async function post(server: RunningProgram, path: string, body: unknown): Promise<Response> {
  return fetch(server.base + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  })
}

async function signIn(server: RunningProgram, path = '/api/auth/login'): Promise<string> {
  const body = path.endsWith('login') ? { username: account.username, password: account.password } : account
  const response = await post(server, path, body)
  const { access_token } = (await response.json()) as { access_token: string }
  return access_token
}

async function get(server: RunningProgram, path: string, token: string) {
  const response = await fetch(server.base + path, { headers: { Authorization: `Bearer ${token}` } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function storedTimes(server: RunningProgram, token: string): Promise<string[]> {
  const { body } = await get(server, '/api/metrics/system/history?from=-1h&resolution=raw&fields=uptime', token)
  return (body.points as { timestamp: string }[]).map(({ timestamp }) => timestamp)
}

describe('a fresh server', () => {
  test('samples this machine, stores, serves and pushes, and stops cleanly', async () => {
    const server = await start()
    await untilReady(server)
    await until(async () => server.output().includes('http://localhost:'), server.output)
    const token = await signIn(server, '/api/auth/register')
    const latest = await get(server, '/api/metrics/system', token)
    const memory = Number(/^MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024
    expect(latest).toMatchObject({ status: 200, body: { memory_total: memory, cpu_usage: expect.any(Number) } })
    expect(Date.parse(String(latest.body.timestamp)) % 5000).toBe(0)
    await until(async () => (await storedTimes(server, token)).length > 0, server.output)

    const socket = io(server.base, { auth: { token }, transports: ['websocket'], reconnection: false })
    const samples: { timestamp: string }[] = []
    socket.on('system', (sample) => samples.push(sample))
    await until(async () => samples.length >= 2, server.output)
    socket.disconnect()
    const [first, second] = samples.map(({ timestamp }) => Date.parse(timestamp))
    expect((second ?? 0) - (first ?? 0)).toBe(5000)

    const info = await get(server, '/api/server', token)
    expect(info.body).toMatchObject({ hostname: expect.any(String), memory_total: memory, version: expect.any(String) })
    expect(await server.end('SIGINT')).toBe(0)
    expect(server.output()).not.toMatch(/"level":"(error|fatal)"/)
    expect(server.output()).not.toContain(account.password)
  })

  test('is set up from elsewhere with the code that it prints, over HTTPS', async () => {
    const server = await start()
    const code = await until(
      async () => /setup code ([0-9A-Z]{4}(-[0-9A-Z]{4}){2})/.exec(server.output())?.[1],
      server.output,
    )
    const ask = (body: object) =>
      new Promise<number>((resolve, reject) => {
        const options = {
          method: 'POST',
          rejectUnauthorized: false,
          headers: { 'Content-Type': 'application/json', Host: 'pi.local' },
        }
        request(`https://127.0.0.1:${server.httpsPort}/api/auth/register`, options, (response) =>
          resolve(response.resume().statusCode ?? 0),
        )
          .on('error', reject)
          .end(JSON.stringify(body))
      })
    expect(await ask(account)).toBe(403)
    expect(await ask({ ...account, setup_code: code })).toBe(201)
  })
})

describe('a server that was killed', () => {
  test('has lost at most 15 s, and starts cleanly with the rest', async () => {
    const first = await start()
    await untilReady(first)
    const token = await signIn(first, '/api/auth/register')
    await until(async () => (await storedTimes(first, token)).length >= 4, first.output, 60_000)
    const { timestamp } = (await get(first, '/api/metrics/system', token)).body as { timestamp: string }
    await first.end('SIGKILL')

    const second = await start()
    await untilReady(second)
    const times = await storedTimes(second, await signIn(second))
    const kept = times.filter((time) => time <= timestamp)
    expect(Date.parse(timestamp) - Date.parse(kept.at(-1) ?? '')).toBeLessThanOrEqual(15_000)
    expect(new Set(times).size).toBe(times.length)
    expect(second.output()).not.toMatch(/"level":"(error|fatal)"/)

    const { body } = await get(second, '/api/events?from=-1h', await signIn(second))
    const events = body.items as { kind: string; timestamp: string }[]
    expect(events.map(({ kind }) => kind)).toEqual(['start', 'unclean_stop', 'start'])
    expect(events[1]?.timestamp).toBe(kept.at(-1))
  })
})

describe('a second server on the same data', () => {
  test('is refused with a line, and the first goes on', async () => {
    const first = await start()
    await untilReady(first)
    const second = await start()
    expect(await until(async () => second.process.exitCode ?? undefined, second.output)).toBe(1)
    expect(second.output()).toContain(String(first.process.pid))
    expect(
      second
        .output()
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('zenith: ')),
    ).toHaveLength(1)
    expect((await fetch(`${first.base}/api/health/ready`)).status).toBe(200)
  })
})

describe('a database that cannot be reached', () => {
  test('is said and tried again, while the rest works', async () => {
    const server = await start({ DATABASE_URL: 'postgresql://nobody:hunter22@127.0.0.1:9/none' })
    await until(async () => server.output().includes('nothing listens'), server.output)
    expect((await fetch(`${server.base}/api/health/live`)).status).toBe(200)
    const ready = await fetch(`${server.base}/api/health/ready`)
    expect([ready.status, ready.headers.get('content-type')]).toEqual([503, 'application/problem+json; charset=utf-8'])
    expect(await ready.json()).toMatchObject({ code: 'database_unavailable' })
    const login = await post(server, '/api/auth/login', account)
    expect([login.status, login.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await fetch(server.base)).status).toBe(200)
    expect(await server.end()).toBe(0)
    expect(server.output()).not.toContain('hunter22')
  })
})

describe('the command line', () => {
  const zenith = (words: string[], environment: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: folder.path,
      env: { PATH: process.env.PATH, ...environment },
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  test('names each bad setting in a line of its own, from the .env file as well', () => {
    writeFileSync(join(folder.path, '.env'), 'PORT=many\n')
    expect(zenith(['serve'], { LOG_LEVEL: 'loud' })).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^zenith: PORT holds "many"; .*\nzenith: LOG_LEVEL holds "loud"; .*\n$/),
    })
  })

  test('migrates, resets a password and rolls up beside the running server, and is well', async () => {
    expect(zenith(['migrate'])).toMatchObject({ status: 0, stdout: expect.stringContaining('applied ') })
    expect(zenith(['migrate'])).toMatchObject({ status: 0, stdout: 'The database is up to date.\n' })
    const server = await start()
    await untilReady(server)
    const token = await signIn(server, '/api/auth/register')
    const { stdout } = zenith(['reset-password', account.email])
    const password = /password of ann is (\S+)/.exec(stdout)?.[1]
    expect((await post(server, '/api/auth/login', { username: 'ann', password })).status).toBe(200)
    await until(async () => (await get(server, '/api/auth/me', token)).status === 401, server.output, 5000)
    expect(zenith(['reset-password', 'nobody'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('nobody has'),
    })
    expect(zenith(['rollup', '--from', '-1h'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Rebuilt from .* on: [1-9]\d* buckets written\.\n.*\nNothing has expired\.\n$/),
    })
    expect(zenith(['rollup', '--from', 'never'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--from holds "never"'),
    })
    expect(zenith(['doctor'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('a server runs on these data, and its database: PostgreSQL 18'),
    })
  })

  test('tells of a port that is in use', async () => {
    const first = await start()
    await untilReady(first)
    const other = makeFolder()
    const taken = spawnSync(program, ['serve'], {
      cwd: other.path,
      env: { PATH: process.env.PATH, PORT: new URL(first.base).port, HTTPS_PORT: '0' },
      encoding: 'utf8',
    })
    other.remove()
    expect([taken.status, taken.stderr]).toEqual([1, expect.stringContaining('is in use')])
  })

  test('helps', () => {
    expect(zenith(['--help']).stdout).toContain('reset-password')
    expect(zenith(['nonsense']).status).toBe(1)
  })
})
