import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../run-server.ts'
import { type Box, bootBox, makeScratch, packageOf, run } from './box.ts'

const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }
const settings = 'etc/home-zenith/home-zenith.env'

let box: Box
let before: string[]

beforeAll(async () => {
  box = await bootBox()
  before = listFiles()
})
afterAll(() => box?.remove())

const log = () => box.run('journalctl', '--unit', 'home-zenith', '--no-pager', '--lines', '30')
const post = (path: string, body: object) =>
  box.ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
const signIn = () => post('/api/auth/login', { username: account.username, password: account.password })
const untilReady = () => until(async () => box.ask('/api/health/ready').status === 200, log)

/** What a package could leave behind: all but the system's own records. */
function listFiles(): string[] {
  const kept =
    /^(proc|sys|dev|run|tmp|mnt|root|var\/(log|cache|tmp)|var\/lib\/(dpkg|systemd|dbus))(\/|$)|^etc\/(passwd|group|shadow|gshadow)-$/
  const found: string[] = []
  const visit = (path: string) => {
    for (const entry of readdirSync(join(box.root, path), { withFileTypes: true })) {
      const name = join(path, entry.name)
      if (kept.test(name)) continue
      found.push(name)
      if (entry.isDirectory()) visit(name)
    }
  }
  visit('')
  return found.sort()
}

/** Has the package inside, in another version where one is given. @returns where */
function offer(version?: string): string {
  const path = 'root/home-zenith.deb'
  const file = `${packageOf('amd64')}.deb`
  if (!version) cpSync(file, join(box.root, path))
  else {
    const folder = makeScratch()
    run('dpkg-deb', '--raw-extract', file, folder)
    const control = join(folder, 'DEBIAN/control')
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`))
    writeFileSync(join(folder, 'usr/lib/home-zenith/of-the-new-version'), '')
    run('dpkg-deb', '--build', '-Znone', folder, join(box.root, path))
  }
  return `/${path}`
}

test('installs, asks nothing, and runs', async () => {
  const started = performance.now()
  box.run('dpkg', '--install', offer())
  console.log(`installed in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  await untilReady()
  expect(box.property('ActiveState')).toBe('active')
  expect(box.run('stat', '-c', '%U', `/proc/${box.property('MainPID')}`).trim()).toBe('home-zenith')
  expect(box.run('systemctl', 'is-enabled', 'home-zenith').trim()).toBe('enabled')
  expect(box.ask('/').body).toContain('<title>')
  expect(box.run('stat', '-c', '%U:%G %a', '/var/lib/home-zenith', `/${settings}`)).toBe(
    'home-zenith:home-zenith 700\nroot:home-zenith 640\n',
  )
})

test('has a unit that systemd finds nothing wrong with, and little exposed', () => {
  const unit = '/usr/lib/systemd/system/home-zenith.service'
  expect(box.run('sh', '-c', `systemd-analyze verify --man=no ${unit} 2>&1`)).toBe('')
  // In tenths; it fails above that.
  box.run('systemd-analyze', 'security', '--offline=true', '--threshold=20', unit)
})

test('tells of the machine, not of what systemd lets the service see', async () => {
  const { status, body } = post('/api/auth/register', account)
  expect(status).toBe(201)
  const headers = { Authorization: `Bearer ${body.access_token}` }
  const filesystems = await until(async () => {
    const answer = box.ask('/api/metrics/filesystem', { headers })
    return answer.status === 200 && answer.body.filesystems
  }, log)
  const [blocks = 0, blockBytes = 0] = box.run('stat', '--file-system', '-c', '%b %S', '/').split(' ').map(Number)
  const ofRoot = filesystems.find(({ mount }: { mount: string }) => mount === '/')
  expect(ofRoot).toMatchObject({ read_only: false, total: blocks * blockBytes })
})

test('may reboot the machine and shut it down, by its rule and shut in as it is', async () => {
  const headers = { Authorization: `Bearer ${signIn().body.access_token}` }
  // Which looks again whether it may.
  expect(box.ask('/api/server/power', { headers })).toMatchObject({ status: 200, body: { package_work: [] } })
  // Its warning reaches the terminals of others.
  const groups = box.run('sh', '-c', `grep ^Groups: /proc/${box.property('MainPID')}/status`).split(/\s+/)
  expect(groups).toContain(box.run('getent', 'group', 'tty').split(':')[2])
  const told = () => box.ask('/api/server', { headers }).body.power
  await until(
    async () => told().available,
    () => JSON.stringify(told()),
  )
  expect(told()).toEqual({ available: true, mode: 'enabled', pending: null, remedy: null })
})

test('has its command on the PATH, with the settings of the service', () => {
  expect(box.run('zenith', 'doctor')).toMatch(/a server runs on these data, and its database: PostgreSQL 18/)
  const asNobody = () => box.run('setpriv', '--reuid=nobody', '--clear-groups', 'zenith', 'doctor')
  expect(asNobody).toThrow(/home-zenith\.env cannot be read: EACCES.*run it as root/)
})

test('starts again when it is killed, and the database ends with it', async () => {
  const first = box.property('MainPID')
  box.signal('KILL', first)
  await until(async () => !['0', first].includes(box.property('MainPID')), log)
  await untilReady()
  expect(box.property('NRestarts')).toBe('1')
  const postmasters = box
    .run('sh', '-c', 'grep -l [c]luster_name=home-zenith /proc/[0-9]*/cmdline || true')
    .trim()
    .split('\n')
  expect(postmasters).toHaveLength(1)
})

test('is started again by the watchdog when its loop hangs, and not before', async () => {
  const dropIn = 'etc/systemd/system/home-zenith.service.d/test.conf'
  box.run('mkdir', '-p', dirname(`/${dropIn}`))
  // Longer than the 5 s between two samples, shorter than anybody wants to wait for a test.
  writeFileSync(join(box.root, dropIn), '[Service]\nWatchdogSec=12\nTimeoutAbortSec=1\n')
  box.run('systemctl', 'daemon-reload')
  box.run('systemctl', 'restart', 'home-zenith')
  const [first, fed] = [box.property('MainPID'), box.property('WatchdogTimestampMonotonic')]
  await until(async () => Number(box.property('WatchdogTimestampMonotonic')) > Number(fed) + 13e6, log)
  expect(box.property('MainPID')).toBe(first)
  box.signal('STOP', first)
  await until(async () => !['0', first].includes(box.property('MainPID')), log, 60_000)
  expect(log()).toContain('Watchdog timeout')
  await untilReady()
  rmSync(join(box.root, dirname(dropIn)), { recursive: true })
  box.run('systemctl', 'daemon-reload')
})

test('is there again after a power cut', async () => {
  await box.reboot()
  await untilReady()
  expect(signIn().status).toBe(200)
})

test('is upgraded with its data and the settings that were changed', async () => {
  const changed = `${readFileSync(join(box.root, settings), 'utf8')}LOG_LEVEL=warn\n`
  writeFileSync(join(box.root, settings), changed)
  const first = box.property('MainPID')
  box.run('dpkg', '--install', offer('99.0.0'))
  expect(box.property('MainPID')).not.toBe(first)
  await untilReady()
  expect(readFileSync(join(box.root, settings), 'utf8')).toBe(changed)
  expect(existsSync(join(box.root, 'usr/lib/home-zenith/of-the-new-version'))).toBe(true)
  expect(signIn().status).toBe(200)
})

test('stops in order', () => {
  box.run('systemctl', 'stop', 'home-zenith')
  expect([box.property('Result'), box.property('ExecMainStatus'), box.property('ActiveState')]).toEqual([
    'success',
    '0',
    'inactive',
  ])
  expect(box.run('sh', '-c', 'grep -l [h]ome-zenith /proc/[0-9]*/cmdline || true')).toBe('')
})

test('is removed but for its data, and comes back with it', async () => {
  box.run('dpkg', '--remove', 'home-zenith')
  expect(existsSync(join(box.root, 'usr/lib/home-zenith'))).toBe(false)
  expect(existsSync(join(box.root, settings))).toBe(true)
  box.run('dpkg', '--install', offer())
  await untilReady()
  expect(signIn().status).toBe(200)
})

test('is purged without a question, and leaves nothing', () => {
  box.run('dpkg', '--purge', 'home-zenith')
  expect(listFiles()).toEqual(before)
  expect(() => box.run('getent', 'passwd', 'home-zenith')).toThrow()
  expect(() => box.run('getent', 'group', 'home-zenith')).toThrow()
})
