import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DockerSample } from '@home-zenith/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeEngine } from '../../../test/fake-engine.ts'
import { createMachine, type Machine } from '../../sources/index.ts'
import type { Collector } from '../family.ts'
import { createDockerCollector } from './collect.ts'
import { dockerTable } from './table.ts'

const timestamp = '2026-01-01T12:00:00.000Z'
const idOf = (letter: string) => letter.repeat(64)
let folder: string
let socket: string
let engine: FakeEngine
let machine: Machine
let nowMs: number
let collector: Collector<DockerSample>

interface Described {
  name?: string
  state?: string
  pid?: number
  startedAt?: string
  cpuNs?: number
  received?: number
}

/** Lets the engine have a container, or changes it. */
function put(letter: string, described: Described = {}) {
  const { name = `c-${letter}`, state = 'running', pid = 4242, startedAt = '2026-01-01T00:00:00Z' } = described
  const { cpuNs = 0, received = 0 } = described
  const Id = idOf(letter)
  const { list, inspect, stats } = engine.answers
  const listed = { Id, Names: [`/${name}`], Image: 'image', State: state, Status: `Up since ${startedAt}` }
  engine.answers.list = [...list.filter((one) => one.Id !== Id), listed]
  inspect[Id] = {
    Name: `/${name}`,
    RestartCount: 0,
    State: { Status: state, Pid: state === 'exited' ? 0 : pid, StartedAt: startedAt },
    HostConfig: { NetworkMode: 'bridge' },
  }
  stats[Id] = {
    cpu_stats: { cpu_usage: { total_usage: cpuNs } },
    memory_stats: { usage: 1000, limit: 5000, stats: { inactive_file: 100 } },
    networks: { eth0: { rx_bytes: received, tx_bytes: 0 } },
  }
}
function take(letter: string) {
  const { list, inspect, stats } = engine.answers
  engine.answers.list = list.filter(({ Id }) => Id !== idOf(letter))
  delete inspect[idOf(letter)]
  delete stats[idOf(letter)]
}

async function collect(afterMs = 1000) {
  nowMs += afterMs
  return { timestamp, ...(await collector.collect(timestamp)) }
}
const containers = async () => (await collect()).containers
const availability = async (afterMs?: number) => {
  const { available, reason } = await collect(afterMs)
  return available || reason
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-docker-'))
  socket = join(folder, 'docker.sock')
  mkdirSync(join(folder, 'proc'))
  writeFileSync(join(folder, 'proc/meminfo'), 'MemTotal: 16000 kB\n')
  engine = new FakeEngine()
  await engine.listen(socket)
  nowMs = 0
  const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/', dockerSocket: socket }
  machine = { ...createMachine(roots), monotonicMs: () => nowMs }
  collector = createDockerCollector(machine)
})
afterEach(async () => {
  collector.close?.()
  await engine.close()
  rmSync(folder, { recursive: true })
})

describe('containers', () => {
  test('have rates from the second reading on, over the real time between', async () => {
    put('a', { cpuNs: 1e9, received: 500 })
    expect(await containers()).toMatchObject([{ cpu_usage: null, memory_usage: 900, memory_limit: 5000 }])
    put('a', { cpuNs: 1.5e9, received: 2500 })
    expect(await containers()).toMatchObject([{ cpu_usage: 50, network_rx_speed: 2000, network_tx_speed: 0 }])
  })

  test('start, are paused and stop: a stopped one is listed without usage, and not stored', async () => {
    put('a')
    put('b', { state: 'exited' })
    const [running, stopped] = await containers()
    expect([running?.status, stopped?.status]).toEqual(['running', 'exited'])
    expect(stopped).toMatchObject({ cpu_usage: null, memory_usage: null, memory_limit: null, timestamp })
    put('a', { state: 'paused' })
    put('b', { startedAt: '2026-01-01T11:00:00Z' })
    await engine.tell({ Actor: { ID: idOf('a') } })
    const sample = await collect()
    expect(sample.containers).toMatchObject([
      { status: 'paused', cpu_usage: 0, memory_usage: 900 },
      { status: 'running', cpu_usage: null, memory_usage: 900, started_at: '2026-01-01T11:00:00.000Z' },
    ])
    put('a', { state: 'exited' })
    await engine.tell({ id: idOf('a') })
    const later = await collect()
    expect(dockerTable.rows(later).map(({ labels }) => labels)).toEqual([[idOf('b'), 'c-b', 'image']])
  })

  test('that are started again have no rate over the restart', async () => {
    put('a', { cpuNs: 1e9 })
    await collect()
    put('a', { cpuNs: 2e9, startedAt: '2026-01-01T11:00:00Z' })
    await engine.tell({ Actor: { ID: idOf('a') } })
    expect(await containers()).toMatchObject([{ cpu_usage: null }])
    put('a', { cpuNs: 2.1e9, startedAt: '2026-01-01T11:00:00Z' })
    expect((await containers())[0]?.cpu_usage).toBeCloseTo(10)
  })

  test('are renamed, recreated under the old name, and removed', async () => {
    put('a', { name: 'web' })
    await collect()
    put('a', { name: 'web-old' })
    put('b', { name: 'web' })
    await engine.tell({ Actor: { ID: idOf('a') } })
    expect((await containers()).map((one) => one.container_name)).toEqual(['web-old', 'web'])
    take('a')
    await engine.tell({ Actor: { ID: idOf('a') } })
    expect((await containers()).map((one) => one.container_id)).toEqual([idOf('b')])
  })

  test('that vanish between the list and the question cost their own figures only', async () => {
    put('a')
    put('b')
    delete engine.answers.stats[idOf('a')]
    delete engine.answers.inspect[idOf('b')]
    expect(await containers()).toMatchObject([{ container_name: 'c-a', status: 'running', memory_usage: null }])
  })

  test('one that does not answer costs its own figures, and is asked again', async () => {
    put('a')
    put('b')
    engine.silent = new RegExp(`${idOf('a')}/(stats|json)`)
    const sample = await collect()
    expect(sample.containers.map((one) => [one.status, one.memory_usage])).toEqual([
      ['running', null],
      ['running', 900],
    ])
    engine.silent = null
    expect((await containers()).map((one) => one.memory_usage)).toEqual([900, 900])
  }, 10_000)
})

describe('what is asked', () => {
  test('the list once while nothing changes, a container anew when it changed; five questions at once', async () => {
    for (const letter of '0123456789ab') put(letter)
    await collect()
    // What happened before the engine told of changes is looked up once they come.
    await engine.tell('not JSON')
    await collect()
    engine.asked.length = 0
    await collect()
    expect([engine.count(/\/containers\/json/), engine.count(/[0-9a-f]{64}\/json/)]).toEqual([0, 0])
    await engine.tell({ Actor: { ID: idOf('3') } })
    await collect()
    expect([engine.count(/\/containers\/json/), engine.count(/[0-9a-f]{64}\/json/)]).toEqual([1, 1])
    nowMs += 300_000
    await collect()
    expect(engine.count(/\/containers\/json/)).toBe(1)
    expect(engine.mostAtOnce).toBe(5)
  })

  test('the list each time where the engine tells of no changes', async () => {
    engine.hasEvents = false
    put('a')
    await collect()
    engine.asked.length = 0
    await collect()
    await collect()
    expect([engine.count(/\/containers\/json/), engine.count(/[0-9a-f]{64}\/json/)]).toEqual([2, 0])
  })

  test('nothing of the engine but its life while the kernel tells all', async () => {
    put('a')
    const group = join(folder, 'sys/fs/cgroup/system.slice', `docker-${idOf('a')}.scope`)
    mkdirSync(join(folder, 'proc/4242/net'), { recursive: true })
    mkdirSync(group, { recursive: true })
    writeFileSync(join(folder, 'sys/fs/cgroup/cgroup.controllers'), 'cpu io memory\n')
    writeFileSync(join(folder, 'proc/4242/cgroup'), `0::/system.slice/docker-${idOf('a')}.scope\n`)
    writeFileSync(join(folder, 'proc/4242/net/dev'), 'lo: 9 0 0 0 0 0 0 0 9\neth0: 700 0 0 0 0 0 0 0 30\n')
    writeFileSync(join(group, 'memory.current'), '7000\n')
    writeFileSync(join(group, 'memory.max'), 'max\n')
    writeFileSync(join(group, 'memory.stat'), 'anon 1\nfile 2\ninactive_file 3000\n')
    writeFileSync(join(group, 'io.stat'), '')
    writeFileSync(join(group, 'cpu.stat'), 'usage_usec 1000000\nuser_usec 1\n')
    await collect()
    await engine.tell('{}')
    await collect()
    engine.asked.length = 0
    writeFileSync(join(group, 'cpu.stat'), 'usage_usec 1250000\nuser_usec 1\n')
    expect(await containers()).toMatchObject([
      { cpu_usage: 25, memory_usage: 4000, memory_limit: 16_384_000, network_rx_speed: 0, disk_read_speed: 0 },
    ])
    expect(engine.asked).toEqual([])
    await collect(30_000)
    expect(engine.asked).toEqual(['/_ping'])
  })
})

describe('an engine', () => {
  test('that is not there, and comes', async () => {
    machine.roots.dockerSocket = join(folder, 'later.sock')
    collector = createDockerCollector(machine)
    expect(await collect()).toEqual({ timestamp, available: false, reason: 'not_found', containers: [] })
    const later = new FakeEngine()
    await later.listen(join(folder, 'later.sock'))
    expect(await availability()).toBe(true)
    await later.close()
    expect(await availability()).toBe('not_found')
  })

  test('whose socket is there without it, is unreachable', async () => {
    writeFileSync(join(folder, 'file'), '')
    machine.roots.dockerSocket = join(folder, 'file')
    collector = createDockerCollector(machine)
    expect(await availability()).toBe('unreachable')
    machine.roots.dockerSocket = join(folder, 'file/docker.sock')
    collector = createDockerCollector(machine)
    expect(await availability()).toBe('not_found')
  })

  // The superuser may connect whatever the mode: there is nothing to refuse.
  test.skipIf(process.getuid?.() === 0)('whose socket is closed to this user', async () => {
    chmodSync(socket, 0o000)
    expect(await availability()).toBe('permission_denied')
    chmodSync(socket, 0o700)
    expect(await availability()).toBe(true)
  })

  test('behind a proxy that forbids the list', async () => {
    engine.refuses = { path: /containers\/json/, status: 403 }
    expect(await availability()).toBe('permission_denied')
    engine.refuses = { path: /_ping/, status: 404 }
    expect(await availability()).toBe(true)
  })

  test('that fails or hangs is unreachable, and comes back by itself', async () => {
    put('a')
    engine.refuses = { path: /_ping/, status: 500 }
    expect(await availability()).toBe('unreachable')
    engine.refuses = null
    expect(await availability()).toBe(true)
    engine.silent = /./
    await engine.tell('{}')
    expect(await availability(30_000)).toBe('unreachable')
    engine.silent = null
    expect((await containers()).length).toBe(1)
  })

  test('that is restarted is found again, with what changed meanwhile', async () => {
    put('a')
    await collect()
    await engine.close()
    expect(await availability()).not.toBe(true)
    const { answers } = engine
    rmSync(socket, { force: true })
    engine = new FakeEngine()
    engine.answers = answers
    take('a')
    put('b')
    await engine.listen(socket)
    expect((await containers()).map((one) => one.container_name)).toEqual(['c-b'])
  })

  test('that speaks without an end is unreachable, and its news are given up', async () => {
    put('a')
    await collect()
    engine.asked.length = 0
    await engine.tell('x'.repeat(2 ** 21))
    await expect
      .poll(async () => {
        await collect()
        return engine.count(/events/)
      })
      .toBe(1)
    expect(await availability()).toBe(true)
    engine.answers.list = [{ ...engine.answers.list[0], Id: idOf('a'), Image: 'x'.repeat(2 ** 25) }]
    await engine.tell({ Actor: { ID: idOf('a') } })
    expect(await availability()).toBe('unreachable')
  })

  test('that answers nonsense is unreachable', async () => {
    engine.answers.list = [{ Name: 'x' }] as never
    expect(await availability()).toBe('unreachable')
  })
})
