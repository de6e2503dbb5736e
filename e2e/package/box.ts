import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../run-server.ts'

/** What `run` has prepared, gone with the run. */
export const folder = String(process.env.PACKAGE_TEST_FOLDER)
const debian = join(folder, 'debian')
const bootDebian = fileURLToPath(new URL('boot-debian', import.meta.url))
const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The path of what `npm run package` has made, without its ending. */
export function packageOf(architecture: string): string {
  return join(dist, `home-zenith_${version}_${architecture}`)
}

/** A folder for a test, gone with the run. */
export function makeScratch(): string {
  return mkdtempSync(join(folder, 'scratch-'))
}

export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e8 })
}

export interface Box {
  /** Its root folder, seen from here. */
  root: string
  /** Runs a program inside, as root. @returns what it wrote to its standard output @throws when it fails */
  run(program: string, ...args: string[]): string
  /** Asks the server inside by plain HTTP. */
  ask(path: string, init?: { method?: string; headers?: Record<string, string>; body?: string }): Asked
  signal(name: string, pid: string): void
  /** A property of the service, as systemd tells it. */
  property(name: string): string
  /** Cuts its power. */
  kill(): Promise<void>
  /** Cuts its power and starts it again. */
  reboot(): Promise<void>
  remove(): Promise<void>
}

interface Asked {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the path answers
  body: any
}

/** A Debian with nothing of ours, booted under systemd. */
export async function bootBox(): Promise<Box> {
  const place = makeScratch()
  const [root, upper, work] = ['root', 'upper', 'work'].map((name) => join(place, name)) as [string, string, string]
  for (const path of [root, upper, work]) mkdirSync(path)
  run('mount', '-t', 'overlay', '-o', `lowerdir=${debian},upperdir=${upper},workdir=${work}`, 'overlay', root)
  let { pid, end } = await boot(root)

  const inside = (program: string, ...args: string[]) =>
    run('nsenter', '--target', pid, '--all', '--root', '--wd', program, ...args)
  const box: Box = {
    root,
    run: inside,
    ask(path, init = {}) {
      const script = `fetch('http://127.0.0.1:3000${path}', ${JSON.stringify(init)}).then(async (response) =>
        console.log(JSON.stringify({ status: response.status, text: await response.text() })))`
      const { status, text } = JSON.parse(inside('node', '-e', script))
      return { status, body: text.startsWith('{') ? JSON.parse(text) : text }
    },
    signal: (name, pid) => void inside('sh', '-c', `kill -${name} ${pid}`),
    property: (name) => inside('systemctl', 'show', 'home-zenith', '--property', name, '--value').trim(),
    kill: () => end(),
    async reboot() {
      await end()
      const again = await boot(root)
      pid = again.pid
      end = again.end
    },
    async remove() {
      await end()
      run('umount', root)
      rmSync(place, { recursive: true })
    },
  }
  return box
}

async function boot(root: string): Promise<{ pid: string; end(): Promise<void> }> {
  const child = spawn(bootDebian, [root], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const pid = await until(
    async () => {
      const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
      return readFileSync(`/proc/${first}/comm`, 'utf8') === 'systemd\n' && first
    },
    () => 'systemd has not been started',
  )
  const state = `systemctl is-system-running --wait || true`
  await until(
    async () => /running|degraded/.test(run('nsenter', '--target', pid, '--all', '--root', 'sh', '-c', state)),
    () => 'systemd has not come up',
  )
  return {
    pid,
    async end() {
      child.kill('SIGKILL')
      await ended
      // unshare is gone before the kernel has ended all that ran inside.
      await until(
        async () => !existsSync(`/proc/${pid}`),
        () => 'it does not end',
      )
    },
  }
}
