import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Audit, Events, PowerEvent, ServerInfo } from '@home-zenith/contract'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeStandIns, type StandIns } from '../server/test/stand-ins.ts'
import { makeProcfs } from './make-procfs.ts'
import { makeFolder, program, type RunningProgram, runServer, until, untilReady } from './run-server.ts'
import { account } from './sign-up.ts'

let folder: ReturnType<typeof makeFolder>
let standIns: StandIns
let server: RunningProgram
let token: string

beforeEach(() => {
  token = ''
  folder = makeFolder()
  standIns = makeStandIns()
})
afterEach(async () => {
  if (server.process.exitCode === null && server.process.signalCode === null) await server.end('SIGKILL')
  standIns.remove()
  folder.remove()
})

async function start(path: 'login' | 'register', bootId = 'one', more: Record<string, string> = {}): Promise<void> {
  // Nothing of the machine's own is found before a stand-in.
  const PATH = `${standIns.path}:${process.env.PATH}`
  server = await runServer(folder.path, { PATH, PROCFS_PATH: makeProcfs(folder.path, bootId), ...more })
  await untilReady(server)
  const { email, ...credentials } = account
  const answer = await send('POST', `auth/${path}`, path === 'login' ? credentials : account)
  token = ((await answer.json()) as { access_token: string }).access_token
}

const send = (method: string, path: string, body?: object) =>
  fetch(`${server.base}/api/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const get = async <Value>(path: string) => (await (await send('GET', path)).json()) as Value

async function ask(action: 'reboot' | 'shutdown', delay_seconds: number): Promise<void> {
  const verified = await send('POST', 'auth/verify', { purpose: action, password: account.password })
  const { verification_token } = (await verified.json()) as { verification_token: string }
  const answer = await send('POST', `server/${action}`, { verification_token, delay_seconds })
  expect(answer.status).toBe(202)
}

const cancelHere = () =>
  spawnSync(program, ['power', 'cancel'], { cwd: folder.path, env: { PATH: process.env.PATH }, encoding: 'utf8' })
const systemctl = () => standIns.ran().filter((line) => line.startsWith('systemctl'))
const powerLines = async () =>
  (await get<Audit>('audit')).items.map(({ action }) => action).filter((action) => action.startsWith('power_'))

test('what was cancelled on the machine is told to every open page, and nothing runs', async () => {
  await start('register')
  const heard: PowerEvent[][] = [[], []]
  const sockets = heard.map((events) =>
    io(server.base, { auth: { token }, transports: ['websocket'], reconnection: false }).on('power', (event) =>
      events.push(event),
    ),
  )
  await until(async () => sockets.every(({ connected }) => connected), server.output)
  expect(cancelHere()).toMatchObject({ status: 1, stderr: 'zenith: no reboot or shutdown waits for its moment\n' })
  await ask('shutdown', 2)
  expect((await get<ServerInfo>('server')).power.pending).toMatchObject({ action: 'shutdown', requested_by: 'ann' })
  expect(cancelHere()).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Cancelled: the shutdown at .* ann /),
  })
  await until(async () => heard.every((events) => events.length === 2), server.output)
  for (const events of heard) expect(events.map(({ state }) => state)).toEqual(['scheduled', 'cancelled'])
  for (const socket of sockets) socket.disconnect()
  await delay(2500)
  expect((await get<ServerInfo>('server')).power.pending).toBeNull()
  expect(systemctl()).toEqual([])
})

test('nothing runs when the server is killed or stopped during the countdown, then or later', async () => {
  await start('register')
  await ask('reboot', 2)
  await server.end('SIGKILL')
  await delay(2500)
  await start('login')
  expect((await get<ServerInfo>('server')).power.pending).toBeNull()
  expect(await powerLines()).toEqual(['power_cancelled', 'power_scheduled'])
  await ask('reboot', 2)
  expect(await server.end('SIGTERM')).toBe(0)
  await delay(2500)
  await start('login')
  expect(await powerLines()).toEqual(['power_cancelled', 'power_scheduled', 'power_cancelled', 'power_scheduled'])
  await delay(2500)
  expect(systemctl()).toEqual([])
})

test('a reboot stops the server in order, and is told of when it is over', async () => {
  // As systemd does, which stops every service.
  standIns.teach('systemctl', '', 0, 'kill -TERM $PPID')
  await start('register')
  await ask('reboot', 0)
  await until(async () => server.process.exitCode !== null, server.output)
  expect(server.process.exitCode).toBe(0)
  expect(server.output()).not.toMatch(/"level":"(error|fatal)"/)
  expect(systemctl()).toEqual(['systemctl [--no-ask-password] [reboot]'])

  await start('login', 'two')
  const { items } = await get<Events>('events')
  expect(items.map(({ kind }) => kind)).toEqual(['start', 'reboot', 'clean_stop', 'start'])
  expect(items[1]?.message).toMatch(/^the machine was rebooted by ann: back after \d+ s$/)
  expect(await powerLines()).toEqual(['power_done', 'power_begun', 'power_scheduled'])
  expect(systemctl()).toHaveLength(1)
})

test('a reboot that the machine refuses is told, and the server goes on', async () => {
  await start('register')
  standIns.teach('systemctl', 'Call to Reboot failed: Access denied', 1)
  const heard: PowerEvent[] = []
  const socket = io(server.base, { auth: { token }, transports: ['websocket'] }).on('power', (event) =>
    heard.push(event),
  )
  await until(async () => socket.connected, server.output)
  await ask('reboot', 0)
  await until(async () => heard.length === 3, server.output)
  socket.disconnect()
  expect(heard.map(({ state, message }) => [state, message])).toEqual([
    ['scheduled', null],
    ['begun', null],
    ['failed', 'Call to Reboot failed: Access denied'],
  ])
  expect(await powerLines()).toEqual(['power_failed', 'power_begun', 'power_scheduled'])
  expect((await get<ServerInfo>('server')).power.pending).toBeNull()
})

test('a trial runs all but the command, and the doctor says what is set', async () => {
  await start('register', 'one', { POWER_CONTROL: 'dry-run' })
  await ask('reboot', 0)
  await until(async () => (await powerLines()).includes('power_begun'), server.output)
  await until(async () => (await get<ServerInfo>('server')).power.pending === null, server.output)
  expect(systemctl()).toEqual([])
  const doctor = (mode: string) =>
    spawnSync(program, ['doctor'], {
      cwd: folder.path,
      env: { PATH: `${standIns.path}:${process.env.PATH}`, POWER_CONTROL: mode, PORT: '0', HTTPS_PORT: '0' },
      encoding: 'utf8',
    }).stdout
  expect(doctor('enabled')).toContain('ok    reboot and shutdown: possible\n')
  expect(doctor('disabled')).toContain('reboot and shutdown: turned off by POWER_CONTROL')
  standIns.teach('busctl', 's "no"')
  expect(doctor('enabled')).toMatch(/reboot and shutdown: not possible\n +→ .*50-home-zenith\.rules/)
})
