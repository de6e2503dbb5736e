import type { Container, DockerSample } from '@home-zenith/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../run-server.ts'
import { mean, run, type Watch, watchMachine } from './watch-machine.ts'

const heldBytes = 200_000_000
let watch: Watch

const start = (name: string, command: string, ...options: string[]) =>
  run('docker', 'run', '--detach', '--network', 'none', '--name', name, ...options, 'zenith-truth', 'sh', '-c', command)
const remove = (...names: string[]) => run('docker', 'rm', '--force', ...names)

beforeAll(async () => {
  start('burning', 'while :; do :; done', '--cpus', '0.3')
  // It has filled its buffer and cannot get rid of it.
  start('holding', `dd if=/dev/zero bs=${heldBytes} count=1 | sleep 100000`, '--memory', '300m')
  watch = await watchMachine()
  await until(async () => stats('holding').memory > heldBytes, watch.server.output)
})
afterAll(async () => {
  await watch?.end()
  remove('burning', 'holding')
})

const units: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, kB: 1e3, MB: 1e6, GB: 1e9 }

/** What `docker stats` says: percent of a core, bytes. */
function stats(name: string): { cpu: number; memory: number } {
  const line = run('docker', 'stats', '--no-stream', '--format', '{{.CPUPerc}} {{.MemUsage}}', name)
  const [, cpu, memory, unit = ''] = /^([\d.]+)% ([\d.]+)([A-Za-z]+) /.exec(line) ?? []
  return { cpu: Number(cpu), memory: Number(memory) * (units[unit] ?? Number.NaN) }
}

const find = ({ containers }: DockerSample, name: string): Container => {
  const container = containers.find(({ container_name }) => container_name === name)
  if (!container) throw new Error(`no ${name} among ${containers.map((one) => one.container_name)}`)
  return container
}

function sampleOf(seen: { sample: DockerSample } | undefined): DockerSample {
  if (!seen) throw new Error('no sample')
  return seen.sample
}

test('CPU within 5 points and memory within 5 % of docker stats', async () => {
  const samples = await watch.next('docker', 3, () => ({ burning: stats('burning'), holding: stats('holding') }))
  const cpu = (pick: (one: (typeof samples)[number]) => number | null) =>
    mean(samples.map((one) => pick(one) ?? Number.NaN))
  const burning = cpu(({ sample }) => find(sample, 'burning').cpu_usage)
  expect(Math.abs(burning - cpu(({ reference }) => reference.burning.cpu))).toBeLessThanOrEqual(5)
  expect(Math.abs(burning - 30)).toBeLessThanOrEqual(5)
  for (const { sample, reference } of samples) {
    const { memory_usage, memory_limit } = find(sample, 'holding')
    expect(Math.abs((memory_usage ?? 0) / reference.holding.memory - 1)).toBeLessThanOrEqual(0.05)
    expect(memory_usage).toBeGreaterThan(heldBytes)
    expect(memory_limit).toBe(300 * 2 ** 20)
  }
})

test('what happens to containers is told with the next sample', async () => {
  start('changing', 'sleep 100000')
  const [started] = await watch.next('docker', 1, () => null)
  expect(find(sampleOf(started), 'changing')).toMatchObject({ status: 'running', restart_count: 0 })
  run('docker', 'pause', 'changing')
  run('docker', 'rename', 'changing', 'changed')
  const [paused] = await watch.next('docker', 1, () => null)
  expect(find(sampleOf(paused), 'changed').status).toBe('paused')
  remove('changed')
  const [removed] = await watch.next('docker', 1, () => null)
  expect(() => find(sampleOf(removed), 'changed')).toThrow('no changed')
  const detail = await watch.get<{ container: Container; history: { points: unknown[] } }>(
    '/api/metrics/docker/changed',
  )
  expect(detail.container.status).toBe('removed')
  expect(detail.history.points.length).toBeGreaterThan(0)
})
