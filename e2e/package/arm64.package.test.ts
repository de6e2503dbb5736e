import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, until } from '../run-server.ts'
import { folder, packageOf, run } from './box.ts'

// A Debian for another processor: its packages unpacked, but not set up, for which it would have to run.
const root = join(folder, 'debian-arm64')
const launcher = fileURLToPath(new URL('run-arm64', import.meta.url))
const user = 1000

test('the package for arm64 runs on that processor, emulated: server, database and password hashing', async () => {
  for (const name of readdirSync(join(root, 'var/cache/apt/archives')).filter((name) => name.endsWith('.deb')))
    run('dpkg-deb', '--extract', join(root, 'var/cache/apt/archives', name), root)
  run('dpkg-deb', '--extract', `${packageOf('arm64')}.deb`, root)
  writeFileSync(join(root, 'etc/passwd'), `root:x:0:0::/root:/bin/sh\nzenith:x:${user}:${user}::/home/zenith:/bin/sh\n`)
  appendFileSync(join(root, 'etc/group'), `zenith:x:${user}:\n`)
  mkdirSync(join(root, 'home/zenith'))
  chownSync(join(root, 'home/zenith'), user, user)

  const port = await freePort()
  const child = spawn('unshare', [
    '--user',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    launcher,
    root,
    `PORT=${port}`,
    'HTTPS_PORT=0',
    '/usr/lib/home-zenith/bin/zenith',
    'serve',
  ])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    // The first process inside, and all others with it: unshare's own way to end it is lost with the change of rights.
    const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
    if (first) process.kill(Number(first), 'SIGKILL')
    await ended
  })
  const pid = await until(
    async () => readlinkSync(`/proc/${child.pid}/ns/user`) !== readlinkSync('/proc/self/ns/user') && child.pid,
    () => output,
  )
  for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${pid}/${map}`, '0 0 65536')
  child.stdin.write('go\n')

  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}/api${path}`, init)
  await until(
    async () => (await ask('/health/ready')).ok,
    () => output,
    240_000,
  )
  const registered = await ask('/auth/register', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }),
  })
  expect(registered.status).toBe(201)
  const { access_token: token } = (await registered.json()) as { access_token: string }
  const about = await (await ask('/server', { headers: { Authorization: `Bearer ${token}` } })).json()
  expect(about).toMatchObject({ architecture: 'arm64' })
}, 300_000)
