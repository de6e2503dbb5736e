import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { FilesystemSample, NetworkSample, ServerInfo, SystemSample } from '@home-zenith/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, makeFolder, program, type RunningProgram, untilReady } from '../run-server.ts'
import { run, signUp, type Watch, watchMachine } from './watch-machine.ts'

const [here, there, space] = ['hzt2', 'hzt3', 'zenith-elsewhere']
const [hereAddress, thereAddress] = ['10.213.8.1', '10.213.8.2']
const setupCode = 'TEST-TEST-TEST'
const folder = makeFolder()
const host = join(folder.path, 'host')

let outside: Watch
let inside: Watch

/** Runs the server as a container does: processes, mounts and network of its own, and the host's folders elsewhere. */
async function runElsewhere(): Promise<RunningProgram> {
  const port = await freePort()
  for (const name of ['proc', 'sys', 'root']) mkdirSync(join(host, name), { recursive: true })
  const environment = {
    PORT: String(port),
    HTTP_HOST: thereAddress,
    HTTPS_PORT: '0',
    SETUP_CODE: setupCode,
    DATA_DIR: join(folder.path, 'data'),
    DOCKER_SOCKET: String(process.env.DOCKER_HOST).replace('unix://', ''),
    PROCFS_PATH: join(host, 'proc'),
    SYSFS_PATH: join(host, 'sys'),
    ROOTFS_PATH: join(host, 'root'),
  }
  const mounts = `mount --rbind /proc ${host}/proc; mount --rbind /sys ${host}/sys; mount --rbind / ${host}/root`
  const enter = `ip netns exec ${space} unshare --pid --fork --kill-child --mount --mount-proc --uts`
  const child = spawn(
    'unshare',
    ['--mount', 'sh', '-ec', `${mounts}; exec ${enter} sh -c 'hostname inside; exec ${program} serve'`],
    {
      cwd: folder.path,
      env: { PATH: process.env.PATH, ...environment },
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const ended = once(child, 'exit')
  return {
    process: child,
    base: `http://${thereAddress}:${port}`,
    httpsPort: 0,
    output: () => text,
    async end(signal = 'SIGKILL') {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}

beforeAll(async () => {
  run('ip', 'netns', 'add', space)
  run('ip', 'link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', space)
  run('ip', 'address', 'add', `${hereAddress}/24`, 'dev', here)
  run('ip', 'link', 'set', here, 'up')
  run('ip', '-n', space, 'address', 'add', `${thereAddress}/24`, 'dev', there)
  run('ip', '-n', space, 'link', 'set', there, 'up')
  run('ip', '-n', space, 'link', 'set', 'lo', 'up')
  run(
    'docker',
    'run',
    '--detach',
    '--network',
    'none',
    '--name',
    'seen',
    'zenith-truth',
    'sh',
    '-c',
    'while :; do sleep 1; done',
  )
  outside = await watchMachine()
  const server = await runElsewhere()
  await untilReady(server)
  inside = await signUp(server, server.base, setupCode)
})
afterAll(async () => {
  await inside?.server.end('SIGKILL')
  await outside?.end()
  run('docker', 'rm', '--force', 'seen')
  run('ip', 'link', 'delete', here)
  run('ip', 'netns', 'delete', space)
  folder.remove()
})

test("the host's system, not the container's", async () => {
  const [mine, theirs] = await Promise.all(
    [inside, outside].map((watch) => watch.get<SystemSample>('/api/metrics/system')),
  )
  expect(mine?.memory_total).toBe(theirs?.memory_total)
  expect(mine?.disk_total).toBe(theirs?.disk_total)
  expect(Math.abs((mine?.uptime ?? 0) - (theirs?.uptime ?? 0))).toBeLessThanOrEqual(10)
  const [about, host] = await Promise.all([inside, outside].map((watch) => watch.get<ServerInfo>('/api/server')))
  expect(about).toMatchObject({
    os: host?.os,
    kernel: host?.kernel,
    boot_time: host?.boot_time,
    cpu_cores: host?.cpu_cores,
  })
  const named = readFileSync('/etc/hostname', 'utf8').trim()
  expect(about?.hostname).toBe(named || hostname())
})

test("the host's interfaces, though this network has one", async () => {
  const [mine, theirs] = await Promise.all(
    [inside, outside].map((watch) => watch.get<NetworkSample>('/api/metrics/network')),
  )
  const names = (sample: NetworkSample | undefined) => sample?.interfaces.map(({ interface_name }) => interface_name)
  expect(names(mine)).toEqual(names(theirs))
  expect(names(mine)).toContain(here)
  expect(names(mine)).not.toContain(there)
  expect(mine?.interface_name).toBe(theirs?.interface_name)
})

test("the host's file systems at the host's places", async () => {
  const [mine, theirs] = await Promise.all(
    [inside, outside].map((watch) => watch.get<FilesystemSample>('/api/metrics/filesystem')),
  )
  const told = (sample: FilesystemSample | undefined) =>
    sample?.filesystems.map(({ mount, device, total, inodes_total }) => ({ mount, device, total, inodes_total }))
  expect(told(mine)).toEqual(told(theirs))
})

test('the containers, measured', async () => {
  const [sample] = await inside.next('docker', 1, () => null)
  const seen = sample?.sample.containers.find(({ container_name }) => container_name === 'seen')
  expect(seen).toMatchObject({ status: 'running', cpu_usage: expect.any(Number), memory_usage: expect.any(Number) })
})
