// A Docker engine of our own with containers that sleep: nothing of the machine's own engine is touched.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const image = 'zenith-bench'
// More at once only wait for each other.
const atOnce = 8

/**
 * Containers run in groups of their own: what sleeps in them is not the engine's cost.
 * @typedef {import('./cgroup.mjs').Group} Group
 * @param {{ dockerd: Group, containerd: Group }} groups where dockerd runs, and where its containerd and shims do
 * @returns {Promise<{ socket: string, grow(count: number): Promise<void>, halt(): Promise<void>, resume(): Promise<void>, stop(): Promise<void> }>}
 * `grow` to so many containers; `halt` ends the engine and all containers with it, and `resume` starts them again
 */
export async function startEngine(groups) {
  const dockerd = requireProgram('dockerd', 'docker.io')
  const busybox = requireProgram('busybox', 'busybox-static')
  // No longer than this: below it lie sockets, whose paths have a limit of 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'zb-'))
  const socket = join(folder, 'docker.sock')
  // The machine's own configuration is not ours to take.
  const config = join(folder, 'daemon.json')
  writeFileSync(config, '{}')
  const log = openSync(join(folder, 'log'), 'a')
  const [command, ...args] = groups.dockerd.enclose([
    dockerd,
    ...['--iptables=false', '--bridge=none', '--storage-driver=vfs'],
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ...['--pidfile', join(folder, 'pid'), '--config-file', config, '--host', `unix://${socket}`],
  ])
  const launch = () => {
    // Detached: Ctrl-C on the terminal must not end it before its containers are gone.
    const child = spawn(command, args, { stdio: ['ignore', log, log], detached: true })
    return { child, ended: new Promise((resolve) => child.once('exit', resolve)) }
  }
  let { child, ended } = launch()
  const ids = []

  const grow = (count) => {
    const missing = Array.from({ length: count - ids.length }, (_, index) => `bench-${ids.length + index + 1}`)
    return eachOf(missing, async (name) => {
      const config = {
        Image: image,
        Cmd: ['/bin/sleep', '100000'],
        HostConfig: { NetworkMode: 'none' },
        StopSignal: 'SIGKILL',
      }
      const { Id } = await ask(socket, 'POST', `/containers/create?name=${name}`, JSON.stringify(config))
      ids.push(Id)
      await ask(socket, 'POST', `/containers/${Id}/start`)
    })
  }
  const begin = async () => {
    await untilReady(socket, child)
    for (const pid of groups.dockerd.pids()) if (nameOf(pid) === 'containerd') groups.containerd.adopt(pid)
  }
  const halt = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const resume = async () => {
    ;({ child, ended } = launch())
    await begin()
    await eachOf(ids, (id) => ask(socket, 'POST', `/containers/${id}/start`))
  }
  const stop = async () => {
    try {
      await eachOf(ids, (id) => ask(socket, 'DELETE', `/containers/${id}?force=1`))
    } finally {
      await halt()
      unmountBelow(folder)
      rmSync(folder, { recursive: true, force: true })
    }
  }

  try {
    await begin()
    const archive = makeImage(join(folder, 'image'), busybox)
    await ask(socket, 'POST', `/images/create?fromSrc=-&repo=${image}`, archive, 'application/x-tar')
  } catch (err) {
    const said = readFileSync(join(folder, 'log'), 'utf8').split('\n').slice(-10).join('\n')
    await stop()
    throw new Error(`the private dockerd does not work: ${err.message}\n${said}`)
  }
  return { socket, grow, halt, resume, stop }
}

export function requireProgram(name, debianPackage) {
  try {
    return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim()
  } catch {
    throw new Error(`${name} is missing: apt install ${debianPackage}`)
  }
}

const nameOf = (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()

async function untilReady(socket, child) {
  const limit = performance.now() + 60_000
  for (;;) {
    try {
      return await ask(socket, 'GET', '/_ping')
    } catch (err) {
      if (child.exitCode !== null || performance.now() > limit) throw err
      await delay(100)
    }
  }
}

/** A file system in a tar: busybox, which is linked statically, and a link to it for `sleep`. */
function makeImage(folder, busybox) {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  execFileSync('cp', [busybox, join(folder, 'bin/busybox')])
  symlinkSync('busybox', join(folder, 'bin/sleep'))
  return execFileSync('tar', ['-C', folder, '-cf', '-', '.'], { maxBuffer: 64e6 })
}

function ask(socketPath, method, path, body, type = 'application/json') {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) } : {}
    const call = request({ socketPath, method, path, headers, agent: false }, async (response) => {
      try {
        let text = ''
        for await (const chunk of response) text += chunk
        if (response.statusCode >= 400) throw new Error(`${method} ${path}: ${response.statusCode} ${text.trim()}`)
        resolve(text.startsWith('{') ? JSON.parse(text.split('\n')[0]) : text)
      } catch (err) {
        reject(err)
      }
    })
    call.on('error', reject)
    call.end(body)
  })
}

async function eachOf(items, work) {
  const waiting = [...items]
  const worker = async () => {
    while (waiting.length > 0) await work(waiting.shift())
  }
  const results = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  const failed = results.find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
}

/** What a container that could not be removed has left: else its files could not be removed either. */
function unmountBelow(folder) {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  const mounts = lines.map((line) => line.split(' ')[4]).filter((path) => path?.startsWith(`${folder}/`))
  for (const path of mounts.reverse()) execFileSync('umount', [path])
}
