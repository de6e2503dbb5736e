import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, program, type RunningProgram, runServer, until, untilReady } from './run-server.ts'

const signIn = { username: 'ann', password: 'correct horse battery' }
const account = { ...signIn, email: 'ann@home.example' }
let folders: ReturnType<typeof makeFolder>[]
let servers: RunningProgram[]

beforeEach(() => {
  folders = []
  servers = []
})
afterEach(async () => {
  for (const { process, end } of servers)
    if (process.exitCode === null && process.signalCode === null) await end('SIGKILL')
  for (const { remove } of folders) remove()
})

function newFolder(): string {
  const folder = makeFolder()
  folders.push(folder)
  return folder.path
}

async function start(folder: string): Promise<RunningProgram> {
  const server = await runServer(folder)
  servers.push(server)
  await untilReady(server)
  return server
}

const environment = { PATH: process.env.PATH }
const zenith = (folder: string, words: string[], input?: Buffer) => {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, env: environment, input })
  return { status, stdout, stderr: stderr.toString() }
}

async function post(server: RunningProgram, path: string, body: object) {
  const response = await fetch(server.base + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  })
  return { status: response.status, body: (await response.json()) as { access_token: string; refresh_token: string } }
}

async function storedTimes(server: RunningProgram, token: string): Promise<string[]> {
  const path = '/api/metrics/system/history?from=-1h&resolution=raw&fields=uptime'
  const response = await fetch(server.base + path, { headers: { Authorization: `Bearer ${token}` } })
  const { points } = (await response.json()) as { points: { timestamp: string }[] }
  return points.map(({ timestamp }) => timestamp)
}

test('a backup of a running server goes on elsewhere, with its history and its users', async () => {
  const home = newFolder()
  const server = await start(home)
  const { body } = await post(server, '/api/auth/register', account)
  const before = await until(async () => {
    const times = await storedTimes(server, body.access_token)
    return times.length > 0 && times
  }, server.output)

  const made = zenith(home, ['backup', 'zenith.backup'])
  expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining('It holds no secrets') })
  expect(statSync(join(home, 'zenith.backup')).mode & 0o777).toBe(0o600)
  const again = zenith(home, ['backup', 'zenith.backup'])
  expect([again.status, again.stderr]).toEqual([
    1,
    'zenith: zenith.backup exists already: give another name, or --force to replace it\n',
  ])
  expect(zenith(home, ['backup', '--force', 'zenith.backup']).status).toBe(0)
  writeFileSync(join(home, 'empty.backup'), '')
  expect(zenith(home, ['backup', 'empty.backup']).status).toBe(0)
  const text = gunzipSync(readFileSync(join(home, 'zenith.backup'))).toString()
  expect(text).toContain(account.email)
  expect(text).not.toMatch(/"table":"(refresh_tokens|sessions)"/)
  expect(zenith(home, ['restore', 'zenith.backup'])).toMatchObject({
    status: 1,
    stderr: 'zenith: a server runs on this DATA_DIR: stop it, and restore again\n',
  })

  const away = newFolder()
  writeFileSync(join(away, 'zenith.backup'), readFileSync(join(home, 'zenith.backup')))
  const restored = zenith(away, ['restore', 'zenith.backup'])
  expect(restored).toMatchObject({ status: 0, stderr: '' })
  expect(restored.stdout.toString()).toMatch(
    /^Restored \d+ rows of .*\nThis machine goes on as the host 1 \(.*\n.*reset-password/,
  )
  const password = /is (\S+)\n/.exec(zenith(away, ['reset-password', 'ann']).stdout.toString())?.[1]
  expect(zenith(away, ['restore', 'zenith.backup'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('the database is not empty'),
  })
  const second = await start(away)
  expect((await post(second, '/api/auth/login', signIn)).status).toBe(401)
  const { body: signedIn } = await post(second, '/api/auth/login', { username: 'ann', password })
  expect(await storedTimes(second, signedIn.access_token)).toEqual(expect.arrayContaining(before))
  expect(second.output()).not.toMatch(/"level":"(error|fatal)"/)
})

test('with secrets, through a pipe, sign-ins go on as well', async () => {
  const [home, away] = [newFolder(), newFolder()]
  const server = await start(home)
  const { body } = await post(server, '/api/auth/register', account)
  await server.end()
  const made = zenith(home, ['backup', '--with-secrets', '-'])
  expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining('It holds secrets') })
  expect(zenith(away, ['restore', '-'], made.stdout)).toMatchObject({ status: 0, stderr: '' })
  for (const name of ['jwt-secret', 'tls-key.pem', 'tls-cert.pem']) {
    expect(readFileSync(join(away, 'data', name))).toEqual(readFileSync(join(home, 'data', name)))
    expect(statSync(join(away, 'data', name)).mode & 0o777).toBe(0o600)
  }
  const second = await start(away)
  expect((await post(second, '/api/auth/refresh', { refresh_token: body.refresh_token })).status).toBe(200)
  expect((await post(second, '/api/auth/login', signIn)).status).toBe(200)
})

test('a restore that is killed in the middle is begun again', async () => {
  const [home, away] = [newFolder(), newFolder()]
  await (await start(home)).end()
  const { stdout: bytes } = zenith(home, ['backup', '-'])
  const child = spawn(program, ['restore', '-'], { cwd: away, env: environment })
  child.stdin.write(bytes.subarray(0, bytes.length - 20))
  // Its database runs: it waits for the rest.
  const isRunning = async () => readdirSync(join(away, 'data/postgres')).includes('postmaster.pid')
  await until(isRunning, () => 'no database')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(zenith(away, ['restore', '-'], bytes)).toMatchObject({ status: 0, stderr: '' })
})

test('what cannot be read or written is said in a line', () => {
  const folder = newFolder()
  expect(zenith(folder, ['restore', 'none'])).toMatchObject({
    status: 1,
    stderr: 'zenith: none cannot be read: there is no such file\n',
  })
  expect(zenith(folder, ['restore', '.'])).toMatchObject({
    status: 1,
    stderr: 'zenith: . cannot be read: it is a folder\n',
  })
  expect(zenith(folder, ['restore', '-'], Buffer.from('no backup'))).toMatchObject({
    status: 1,
    stderr: 'zenith: this is no backup of Home Zenith: "zenith backup FILE" makes one\n',
  })
  expect(zenith(folder, ['backup', 'none/file'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^zenith: (the database is empty|.*there is no folder none).*\n$/),
  })
  expect(readdirSync(folder)).toEqual(['data'])
})
