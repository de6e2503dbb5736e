import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findObstacle } from '../../server/src/power/availability.ts'
import { findPackageWork } from '../../server/src/power/interruptions/package-work.ts'
import type { RunProgram } from '../../server/src/power/run-program.ts'
import { makeFolder, until } from '../run-server.ts'

const rulesFile = fileURLToPath(new URL('../../deploy/polkit/50-home-zenith.rules', import.meta.url))
const withLogind = fileURLToPath(new URL('with-logind', import.meta.url))
const [service, nobody] = [64999, 65534]

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

describe('with the real polkit and logind', () => {
  let rules: string
  let holder: ChildProcess
  beforeEach(async () => {
    rules = join(folder.path, 'rules')
    mkdirSync(rules)
    chmodSync(folder.path, 0o755)
    chmodSync(rules, 0o755)
  })
  afterEach(async () => {
    holder.stdin?.end()
    if (holder.exitCode === null) await once(holder, 'exit')
  })

  async function begin(): Promise<void> {
    holder = spawn(withLogind, [rules], { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    holder.stdout?.on('data', (chunk) => (said += chunk))
    await until(
      async () => said.includes('ready') || holder.exitCode !== null,
      () => said,
    )
    expect(holder.exitCode).toBeNull()
  }

  /** Runs a program there, as a user. */
  function runAs(uid: number, file: string, ...args: string[]) {
    const there = ['--target', String(holder.pid), '--mount']
    const user = ['--reuid', String(uid), '--regid', String(nobody), '--clear-groups']
    return spawnSync('nsenter', [...there, 'setpriv', ...user, file, ...args], { encoding: 'utf8' })
  }

  const runnerOf =
    (uid: number): RunProgram =>
    async (file, args) => {
      const { status, stdout, stderr } = runAs(uid, file, ...args)
      return { code: status, wasKilled: false, stdout, message: stderr.trim() }
    }

  const obstacles = (uid: number) =>
    Promise.all(
      (['reboot', 'shutdown'] as const).map((action) =>
        findObstacle(action, { mode: 'enabled', run: runnerOf(uid), rulesFile }),
      ),
    )

  /** What polkit says to a process of this user; never what it would do. */
  const isAuthorized = (uid: number, action: string) =>
    runAs(uid, 'sh', '-c', `exec pkcheck --action-id ${action} --process $$`).status === 0

  test('the rule lets the service reboot and shut down, and do nothing else; and nobody else', async () => {
    copyFileSync(rulesFile, join(rules, '50-home-zenith.rules'))
    await begin()
    expect(await obstacles(service)).toEqual([null, null])
    expect(await obstacles(nobody)).toEqual([
      expect.stringContaining('challenge'),
      expect.stringContaining('challenge'),
    ])
    const listed = runAs(0, 'pkaction').stdout.trim().split('\n')
    expect(listed.length).toBeGreaterThan(50)
    // What anybody may do, without a rule.
    const open = listed.filter((action) => isAuthorized(nobody, action))
    expect(listed.filter((action) => isAuthorized(service, action) && !open.includes(action)).sort()).toEqual([
      'org.freedesktop.login1.power-off',
      'org.freedesktop.login1.power-off-multiple-sessions',
      'org.freedesktop.login1.reboot',
      'org.freedesktop.login1.reboot-multiple-sessions',
      // The text that logind shows on terminals: its own policy has a reboot imply it.
      'org.freedesktop.login1.set-wall-message',
    ])
  })

  test('the command that the server names makes it possible, at once', async () => {
    await begin()
    const [obstacle] = await obstacles(nobody)
    const [, command = ''] = /sudo sh -c '([^']+)'/.exec(obstacle ?? '') ?? []
    // It names the user of the process that asks, which here is root for all.
    expect(runAs(0, 'sh', '-c', command.replace('"root\\"', '"nobody\\"')).status).toBe(0)
    await until(
      async () => (await obstacles(nobody)).every((one) => one === null),
      () => command,
    )
    expect(await obstacles(service)).not.toContain(null)
  })
})

test('a program that holds the lock of dpkg is told', async () => {
  const lock = join(folder.path, 'var/lib/dpkg/lock-frontend')
  mkdirSync(join(folder.path, 'var/lib/dpkg'), { recursive: true })
  writeFileSync(lock, '')
  const find = () =>
    findPackageWork({ procfs: '/proc', sysfs: '/sys', rootfs: folder.path, dockerSocket: '/nonexistent' })
  expect(find()).toEqual([])
  // As dpkg does.
  const program = `import fcntl, sys; f = open(${JSON.stringify(lock)}, "w"); fcntl.lockf(f, fcntl.LOCK_EX); print("held", flush=True); sys.stdin.read()`
  const holder = spawn('python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  expect(find()).toEqual([{ pid: holder.pid, process: 'python3' }])
  holder.stdin.end()
  await once(holder, 'exit')
  expect(find()).toEqual([])
})
