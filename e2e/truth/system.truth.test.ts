import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { FilesystemSample, ServerInfo, SystemSample } from '@home-zenith/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { median, run, type Watch, watchMachine } from './watch-machine.ts'

let watch: Watch
beforeAll(async () => {
  watch = await watchMachine()
})
afterAll(() => watch?.end())

/** Ticks of the machine, then of each core, since its start, by `man 5 proc_stat`: guest time is in user time already. */
function cpuTicks() {
  const lines = readFileSync('/proc/stat', 'utf8').match(/^cpu.*$/gm) ?? []
  return lines.map((line) => {
    const fields = line.split(/\s+/).slice(1, 9).map(Number)
    const all = fields.reduce((sum, ticks) => sum + ticks, 0)
    return { all, busy: all - (fields[3] ?? 0) - (fields[4] ?? 0) }
  })
}

test('the CPU and each core with one process burning, within 5 points', async () => {
  const burning: ChildProcess = spawn('sh', ['-c', 'while :; do :; done'])
  try {
    const [first, ...rest] = await watch.next('system', 4, cpuTicks)
    let before = first?.reference ?? []
    for (const { sample, reference } of rest) {
      expect(sample.cpu_usage).toBeGreaterThan(100 / cpus().length - 5)
      // Of each core by itself, for the scheduler may move the process from one to another.
      const shares = reference.map(({ busy, all }, index) => {
        const last = before[index] ?? { busy: Number.NaN, all: Number.NaN }
        return ((busy - last.busy) / (all - last.all)) * 100
      })
      before = reference
      const measured = [sample.cpu_usage, ...sample.cpu_cores].map((percent) => percent ?? Number.NaN)
      expect(measured).toHaveLength(shares.length)
      const differences = measured.map((percent, index) => Math.abs(percent - (shares[index] ?? Number.NaN)))
      expect(Math.max(...differences)).toBeLessThanOrEqual(5)
    }
  } finally {
    burning.kill('SIGKILL')
  }
})

test('memory as free has it, within 1 %; swap and the total equal', async () => {
  const samples = await watch.next('system', 5, () => {
    const [memory, swap] = run('free', '-b')
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/).slice(1).map(Number))
    return { total: memory?.[0] ?? 0, used: (memory?.[0] ?? 0) - (memory?.[5] ?? 0), swap: swap?.[0] ?? 0 }
  })
  for (const { sample, reference } of samples) {
    expect(sample.memory_total).toBe(reference.total)
    expect(sample.swap_total ?? 0).toBe(reference.swap)
  }
  const ratios = samples.map(({ sample, reference }) => (sample.memory_used ?? 0) / reference.used)
  expect(Math.abs(median(ratios) - 1)).toBeLessThanOrEqual(0.01)
})

test('uptime and load as the kernel has them', async () => {
  const samples = await watch.next('system', 4, () => ({
    uptime: Number.parseFloat(readFileSync('/proc/uptime', 'utf8')),
    load: readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).map(Number),
  }))
  for (const { sample, reference } of samples)
    expect(Math.abs((sample.uptime ?? 0) - reference.uptime)).toBeLessThanOrEqual(2)
  // The kernel may have moved on between the two readings, but not each time.
  const equal = samples.filter(({ sample, reference }) =>
    [sample.load_1, sample.load_5, sample.load_15].every((load, index) => load === reference.load[index]),
  )
  expect(equal.length).toBeGreaterThan(0)
})

/** Each mount's bytes by df, as it says: `[total, used, available]`. */
function df(mounts: readonly string[]): Map<string, [number, number, number]> {
  const lines = run('df', '-B1', '--output=size,used,avail,target', ...mounts)
    .trim()
    .split('\n')
    .slice(1)
  return new Map(
    lines.map((line) => {
      const [, total, used, available, mount] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.+)$/.exec(line) ?? []
      return [mount ?? '', [Number(total), Number(used), Number(available)]]
    }),
  )
}

test('disks as df has them: equal, or between what it says before and after', async () => {
  // Something may be written while this looks; to all of three looks is not likely.
  const looks: boolean[] = []
  for (let look = 0; look < 3 && !looks.includes(true); look += 1) {
    const { filesystems: known } = await watch.get<FilesystemSample>('/api/metrics/filesystem')
    const mounts = known.map(({ mount }) => mount)
    expect(mounts).toContain('/')
    await watch.end()
    const before = df(mounts)
    watch = await watchMachine()
    const { filesystems } = await watch.get<FilesystemSample>('/api/metrics/filesystem')
    const system = await watch.get<SystemSample>('/api/metrics/system')
    const after = df(mounts)
    for (const { mount, total } of filesystems) expect(total).toBe(after.get(mount)?.[0])
    if (filesystems.length === 1) expect(system.disk_total).toBe(after.get('/')?.[0])
    looks.push(
      filesystems.every(({ mount, used, available }) =>
        [used, available].every((value, index) => {
          const [first = 0, last = 0] = [before, after].map((look) => look.get(mount)?.[index + 1])
          return value !== null && value >= Math.min(first, last) && value <= Math.max(first, last)
        }),
      ),
    )
  }
  expect(looks).toContain(true)
})

test('what it costs itself as the kernel has it', async () => {
  const { self, hardware } = await watch.get<ServerInfo>('/api/server')
  expect(self.families.map(({ family }) => family).sort()).toEqual(['docker', 'filesystem', 'network', 'system'])
  expect(self.families.every(({ failed }) => failed === 0)).toBe(true)
  const rss =
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${watch.server.process.pid}/status`, 'utf8'))?.[1]) * 1024
  expect(self.memory_used).toBeGreaterThan(rss * 0.8)
  expect(self.memory_used).toBeLessThan(rss * 2)
  expect(self.database_size).toBeGreaterThan(1e6)
  expect(hardware?.cpu.physical_cores).toBeGreaterThan(0)
})
