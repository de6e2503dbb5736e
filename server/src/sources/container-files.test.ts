import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findContainerFiles, readContainerFiles, readMemoryLimit } from './container-files.ts'

const id = 'abcdef0123456789'.repeat(4)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-cgroup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
const find = () => {
  const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/', dockerSocket: '' }
  const files = findContainerFiles(roots, id, 7)
  if (!files) throw new Error('no files')
  return files
}
const network = 'h\nh\n    lo: 5 0 0 0 0 0 0 0 5\n  eth0: 100 0 0 0 0 0 0 0 10\n  eth1: 1 0 0 0 0 0 0 0 2\n'

const unified = (group: string) => ({
  'sys/fs/cgroup/cgroup.controllers': 'cpu io memory\n',
  [`${group}/cpu.stat`]: 'usage_usec 2500\nuser_usec 2000\nsystem_usec 500\n',
  [`${group}/memory.current`]: '1000\n',
  [`${group}/memory.stat`]: 'anon 300\nfile 600\nworkingset_inactive_file 9\ninactive_file 400\n',
  [`${group}/memory.max`]: '5000\n',
  [`${group}/io.stat`]: '8:0 rbytes=10 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n259:1 rbytes=1 wbytes=2 rios=1\n',
  'proc/7/net/dev': network,
})

describe('cgroup v2', () => {
  const group = `sys/fs/cgroup/system.slice/docker-${id}.scope`
  const counters = { cpuNs: 2_500_000, memoryUsage: 600, received: 101, sent: 12, read: 11, written: 22 }

  test('is read, the network summed over its interfaces', () => {
    write({ 'proc/7/cgroup': `0::/system.slice/docker-${id}.scope\n`, ...unified(group) })
    expect(readContainerFiles(find(), true)).toEqual(counters)
    expect(readContainerFiles(find(), false)).toEqual({ ...counters, received: null, sent: null })
    expect(readMemoryLimit(find())).toBe(5000)
  })

  test.each([
    ['where the process is in a group below', `/system.slice/docker-${id}.scope/init.scope`, group],
    [
      'where podman made it',
      `/machine.slice/libpod-${id}.scope/container`,
      `sys/fs/cgroup/machine.slice/libpod-${id}.scope`,
    ],
    ['seen out of another container', `/../docker-${id}.scope`, group],
    ['by the cgroupfs driver, seen out of another container', `/../${id}`, `sys/fs/cgroup/docker/${id}`],
  ])('%s', (_, path, place) => {
    write({ 'proc/7/cgroup': `0::${path}\n`, ...unified(place) })
    expect(readContainerFiles(find(), true)).toEqual(counters)
  })

  test('without a limit, without an interface, without any transfer', () => {
    write({ 'proc/7/cgroup': `0::/system.slice/docker-${id}.scope\n`, ...unified(group) })
    write({
      [`${group}/memory.max`]: 'max\n',
      [`${group}/io.stat`]: '',
      'proc/7/net/dev': 'h\nh\n lo: 5 0 0 0 0 0 0 0 5\n',
    })
    expect(readMemoryLimit(find())).toBe(Number.POSITIVE_INFINITY)
    expect(readContainerFiles(find(), true)).toEqual({ ...counters, received: null, sent: null, read: 0, written: 0 })
  })

  test('that is gone throws', () => {
    write({ 'proc/7/cgroup': `0::/system.slice/docker-${id}.scope\n`, ...unified(group) })
    const files = find()
    rmSync(join(folder, group), { recursive: true })
    expect(() => readContainerFiles(files, true)).toThrow('ENOENT')
  })
})

test('cgroup v1 is read, its controllers mounted together or each by itself', () => {
  write({
    'proc/7/cgroup': `12:blkio:/docker/${id}\n5:memory:/docker/${id}\n3:cpu,cpuacct:/docker/${id}\n0::/system.slice\n`,
    [`sys/fs/cgroup/cpu,cpuacct/docker/${id}/cpuacct.usage`]: '2500000\n',
    [`sys/fs/cgroup/memory/docker/${id}/memory.usage_in_bytes`]: '1000\n',
    [`sys/fs/cgroup/memory/docker/${id}/memory.stat`]: 'cache 9\ninactive_file 1\ntotal_inactive_file 400\n',
    [`sys/fs/cgroup/memory/docker/${id}/memory.limit_in_bytes`]: '9223372036854771712\n',
    [`sys/fs/cgroup/blkio/docker/${id}/blkio.throttle.io_service_bytes`]:
      '8:0 Read 10\n8:0 Write 20\n8:16 Read 1\nTotal 31\n',
    'proc/7/net/dev': network,
  })
  const counters = { cpuNs: 2_500_000, memoryUsage: 600, received: 101, sent: 12, read: 11, written: 20 }
  expect(readContainerFiles(find(), true)).toEqual(counters)
  expect(readMemoryLimit(find())).toBeGreaterThan(2 ** 62)
})

test('another process that bears the number here is not taken for the container', () => {
  write({ 'proc/7/cgroup': `0::/user.slice\n`, ...unified('sys/fs/cgroup/user.slice') })
  expect(find).toThrow('no files')
  rmSync(join(folder, 'proc'), { recursive: true })
  expect(find).toThrow('no files')
})
