import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeEngine } from '../../../test/fake-engine.ts'
import { findInterruptions } from './index.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zenith-interruptions-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const find = () =>
  findInterruptions({
    procfs: join(root, 'proc'),
    sysfs: '/nonexistent',
    rootfs: root,
    dockerSocket: join(root, 'sock'),
  })

test('a machine that tells nothing has no engine, and the rest is not known', async () => {
  expect(await find()).toEqual({
    running_containers: [],
    signed_in_users: null,
    package_work: null,
    reboot_required: null,
  })
})

describe('containers', () => {
  const engine = new FakeEngine()
  afterEach(() => engine.close())
  const container = (id: string, policy: string | undefined) => {
    engine.answers.list.push({ Id: id })
    if (policy !== undefined)
      engine.answers.inspect[id] = { Name: `/c-${policy}`, HostConfig: { RestartPolicy: { Name: policy } } }
  }

  test('come back or not by their restart policy; one that went away meanwhile is none', async () => {
    for (const [index, policy] of ['no', '', 'on-failure', 'always', 'unless-stopped', undefined].entries())
      container(`a${index}`, policy)
    await engine.listen(join(root, 'sock'))
    const { running_containers } = await find()
    expect(running_containers?.map((one) => [one.container_name, one.restart_policy, one.comes_back])).toEqual([
      ['c-no', 'no', false],
      ['c-', 'no', false],
      ['c-on-failure', 'on-failure', false],
      ['c-always', 'always', true],
      ['c-unless-stopped', 'unless-stopped', true],
    ])
    // Stopped ones are not asked for.
    expect(engine.count(/containers\/json\?/)).toBe(0)
    engine.refuses = { path: /json/, status: 403 }
    expect((await find()).running_containers).toBeNull()
  })
})

test('users are those of the sessions of people', async () => {
  const sessions = 'run/systemd/sessions'
  const head = '# This is private data. Do not parse.\n'
  put(
    `${sessions}/3`,
    `${head}UID=1000\nUSER=pi\nSTATE=active\nREMOTE=1\nTYPE=tty\nCLASS=user\nTTY=pts/0\nREMOTE_HOST=192.0.2.7\nREALTIME=1767600000123456\n`,
  )
  put(`${sessions}/c1`, `${head}USER=gdm\nSTATE=active\nCLASS=greeter\nTTY=tty1\nREALTIME=1767600000123456\n`)
  put(`${sessions}/4`, `${head}USER=ann\nSTATE=closing\nCLASS=user\nREALTIME=1767600000123456\n`)
  put(`${sessions}/5`, `${head}USER=pi\nSTATE=active\nCLASS=manager\n`)
  put(`${sessions}/6`, `${head}USER=bob\nSTATE=online\nCLASS=user\nDISPLAY=:0\n`)
  put(`${sessions}/3.ref`, `${head}USER=ref\nCLASS=user\n`)
  put(`${sessions}/7`)
  expect((await find()).signed_in_users).toEqual([
    { user: 'pi', terminal: 'pts/0', from: '192.0.2.7', since: '2026-01-05T08:00:00.123Z' },
    { user: 'bob', terminal: ':0', from: null, since: null },
  ])
})

describe('package work', () => {
  const lock = (pid: number, inode: number, { device = deviceOf(), kind = 'POSIX  ADVISORY  WRITE' } = {}) =>
    `1: ${kind} ${pid} ${device}:${inode} 0 EOF\n`
  /** As /proc/locks writes it. */
  const deviceOf = () => {
    const { dev } = statSync(root)
    return [(dev >>> 8) & 0xfff, (dev & 0xff) | ((dev >>> 12) & 0xfff00)]
      .map((part) => part.toString(16).padStart(2, '0'))
      .join(':')
  }
  const inodeOf = (path: string) => statSync(join(root, path)).ino

  test('is a program that holds a lock of dpkg or apt, once', async () => {
    for (const path of ['var/lib/dpkg/lock-frontend', 'var/lib/dpkg/lock', 'var/lib/apt/lists/lock', 'other']) put(path)
    put('proc/4711/comm', 'unattended-upgr\n')
    const [frontend, own, lists] = ['var/lib/dpkg/lock-frontend', 'var/lib/dpkg/lock', 'var/lib/apt/lists/lock'].map(
      inodeOf,
    )
    put(
      'proc/locks',
      lock(4711, frontend ?? 0) + lock(4711, own ?? 0) + lock(99, inodeOf('other')) + lock(4712, lists ?? 0),
    )
    expect((await find()).package_work).toEqual([
      { pid: 4711, process: 'unattended-upgr' },
      { pid: 4712, process: 'unknown' },
    ])
  })

  test('is none when others hold locks, of files on other devices too', async () => {
    put('var/lib/dpkg/lock')
    const inode = inodeOf('var/lib/dpkg/lock')
    put('proc/locks', lock(1, inode, { device: 'fe:77' }) + lock(2, inode, { kind: 'FLOCK  ADVISORY  WRITE' }))
    expect((await find()).package_work).toEqual([])
  })
})

test('updates that wait for a reboot are named', async () => {
  put('run/reboot-required', '*** System restart required ***\n')
  expect((await find()).reboot_required).toEqual({ packages: [] })
  put('run/reboot-required.pkgs', 'linux-image-6.1.0-40-amd64\nlibc6\nlibc6\n')
  expect((await find()).reboot_required).toEqual({ packages: ['libc6', 'linux-image-6.1.0-40-amd64'] })
})
