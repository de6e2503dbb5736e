import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, program, type RunningProgram, runServer, until, untilReady } from './run-server.ts'

let folder: ReturnType<typeof makeFolder>
let server: RunningProgram

beforeEach(() => {
  folder = makeFolder()
})
afterEach(async () => {
  if (server.process.exitCode === null && server.process.signalCode === null) await server.end('SIGKILL')
  folder.remove()
})

type Fields = Record<string, string> & { recovery_codes?: string[] }

test('no secret and no password of a whole run is in the log, and the files that have them are private', async () => {
  const databasePassword = 'database-hunter-22'
  const setupCode = 'the setup code 42'
  server = await runServer(folder.path, { LOG_LEVEL: 'trace', SETUP_CODE: setupCode, POWER_CONTROL: 'dry-run' })
  await untilReady(server)

  const secrets: string[] = []
  const call = async (
    method: string,
    path: string,
    body?: object,
    token?: string,
    cookie?: string,
  ): Promise<Fields> => {
    const response = await fetch(server.base + path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(cookie ? { Cookie: cookie } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const given = response.headers.get('set-cookie')?.split(';')[0]
    if (given) secrets.push(given.split('=')[1] ?? '')
    const answer = (response.status === 204 ? {} : await response.json()) as Fields
    for (const name of ['access_token', 'refresh_token', 'token', 'invite', 'verification_token', 'secret'])
      if (answer[name]) secrets.push(answer[name])
    secrets.push(...(answer.recovery_codes ?? []))
    return answer
  }
  const password = 'the first password 1'
  const account = { username: 'ann', email: 'ann@home.example', password }
  const { access_token: token = '' } = await call('POST', '/api/auth/register', account)
  const passwords = [
    password,
    'the wrong password 2',
    'the second password 3',
    'the third password 4',
    'short',
    'typed in the wrong field 5',
  ]
  await call('POST', '/api/auth/login', { username: 'ann', password: passwords[1] })
  await call('POST', '/api/auth/login', { username: passwords[5], password: 'ann' })
  await call('POST', '/api/auth/login', { username: 'ann', password, session: 'cookie' })
  const { refresh_token } = await call('POST', '/api/auth/login', { username: 'ann', password })
  await call('POST', '/api/auth/refresh', { refresh_token })
  await call('POST', '/api/auth/refresh', {}, undefined, `zenith_refresh=${secrets.at(-1)}`)
  await call('POST', '/api/auth/tokens', { name: 'script', scope: 'admin' }, token)
  await call('POST', '/api/invites', { role: 'viewer' }, token)
  await call('POST', '/api/auth/register', {
    ...account,
    username: 'bob',
    email: 'b@home.example',
    password: passwords[3],
    invite: secrets.at(-1),
  })
  await call('POST', '/api/users', { ...account, username: 'eve', password: passwords[4], role: 'viewer' }, token)
  const { verification_token } = await call('POST', '/api/auth/verify', { purpose: 'reboot', password }, token)
  await call('POST', '/api/server/reboot', { verification_token, delay_seconds: 3600 }, token)
  await call('DELETE', '/api/server/power', undefined, token)
  await call('POST', '/api/auth/password', { current_password: password, new_password: passwords[2] }, token)
  await call('POST', '/api/auth/totp', { password: passwords[2] }, token)
  await call('POST', '/api/auth/totp/confirm', { totp: '000000' }, token)
  // What a page of another origin, a broken client or a curious person would send.
  await fetch(`${server.base}/api/server?token=${token}`)
  await fetch(`${server.base}/api/server`, { headers: { Authorization: `Bearer ${token}x` } })
  await fetch(`${server.base}/api/auth/login`, {
    method: 'POST',
    body: `{"password":"${password}"`,
    headers: { 'Content-Type': 'application/json' },
  })
  for (const given of [token, `${token}x`]) {
    const socket = io(server.base, { auth: { token: given }, transports: ['websocket'], reconnection: false })
    await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('connect_error', () => resolve(false)),
    )
    socket.disconnect()
  }
  const { stdout } = spawnSync(program, ['reset-password', 'ann'], {
    cwd: folder.path,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  })
  secrets.push(/password of ann is (\S+)/.exec(stdout)?.[1] ?? 'no password was printed')
  await until(async () => server.output().includes('"path":"/api/server/reboot"'), server.output)
  expect(await server.end('SIGTERM')).toBe(0)
  const other = await runServer(folder.path, {
    LOG_LEVEL: 'trace',
    DATABASE_URL: `postgresql://me:${databasePassword}@127.0.0.1:9/none`,
  })
  await until(async () => other.output().includes('nothing listens'), other.output)
  await other.end()

  const data = join(folder.path, 'data')
  secrets.push(
    ...['jwt-secret', 'tls-key.pem'].map(
      (file) => readFileSync(join(data, file), 'utf8').trim().split('\n').at(-2) ?? '',
    ),
  )
  secrets.push(readFileSync(join(data, 'jwt-secret'), 'utf8').trim(), databasePassword)
  const log = server.output() + other.output()
  // As many as the run has handed out, so that the comparison is one; the setup code alone was printed for its owner.
  const told = [...new Set([...secrets, ...passwords])].filter((secret) => secret.length > 3)
  expect(told.length).toBeGreaterThan(20)
  for (const secret of told) expect(log.includes(secret), `the log has ${secret}`).toBe(false)

  for (const file of readdirSync(data))
    expect([file, statSync(join(data, file)).mode & (/secret|key|code/.test(file) ? 0o077 : 0o007)]).toEqual([file, 0])
})
