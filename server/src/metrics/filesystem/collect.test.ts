import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMachine, type FilesystemSize, type Machine } from '../../sources/index.ts'
import { createFilesystemCollector } from './collect.ts'
import { filesystemFamily } from './family.ts'
import { filesystemTable } from './table.ts'

const timestamp = '2026-01-01T00:00:00.000Z'
const ext4 = { total: 100, used: 40, available: 55, inodesTotal: 10, inodesUsed: 3 }
let folder: string
let machine: Machine
let sizes: Record<string, FilesystemSize>
let asked: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-filesystem-'))
  mkdirSync(join(folder, 'proc/1'), { recursive: true })
  sizes = { '/': ext4 }
  asked = []
  const roots = { procfs: join(folder, 'proc'), sysfs: join(folder, 'sys'), rootfs: '/', dockerSocket: '' }
  machine = {
    ...createMachine(roots),
    async statfs(path) {
      asked.push(path)
      const size = sizes[path]
      if (!size) throw new Error('it has not answered')
      return size
    },
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

function mount(...lines: [mountPoint: string, device: string, type: string, options?: string][]) {
  const text = lines.map(([point, device, type, options = 'rw'], index) => {
    return `${index} 1 ${device} / ${point} ${options} - ${type} /dev/of${point} rw\n`
  })
  writeFileSync(join(folder, 'proc/1/mountinfo'), text.join(''))
}
const collect = async () => (await createFilesystemCollector(machine).collect(timestamp)).filesystems

test('a file system tells its size, its inodes and whether it can be written', async () => {
  mount(['/', '8:1', 'ext4'], ['/boot', '8:2', 'vfat', 'ro,relatime'])
  sizes['/boot'] = { total: 10, used: 1, available: 9, inodesTotal: 0, inodesUsed: 0 }
  expect(await collect()).toEqual([
    {
      mount: '/',
      device: '/dev/of/',
      type: 'ext4',
      used: 40,
      total: 100,
      available: 55,
      inodes_used: 3,
      inodes_total: 10,
      read_only: false,
    },
    {
      mount: '/boot',
      device: '/dev/of/boot',
      type: 'vfat',
      used: 1,
      total: 10,
      available: 9,
      inodes_used: null,
      inodes_total: null,
      read_only: true,
    },
  ])
})

test('one that does not answer is listed without figures, is not stored, and costs the others nothing', async () => {
  mount(['/', '8:1', 'ext4'], ['/dead', '8:2', 'ext4'])
  const filesystems = await collect()
  expect(filesystems.map(({ mount, total }) => [mount, total])).toEqual([
    ['/', 100],
    ['/dead', null],
  ])
  expect(filesystemTable.rows({ timestamp, filesystems })).toEqual([{ labels: ['/'], values: [40, 100, 3, 10] }])
  expect(filesystemFamily.advise({ filesystems }, machine)).toEqual([
    { what: 'filesystem: /dead does not tell its size', remedy: 'df /dead' },
  ])
})

test('a network mount is neither listed nor asked', async () => {
  mount(['/', '8:1', 'ext4'], ['/nas', '0:50', 'nfs4'], ['/windows', '0:51', 'cifs'], ['/remote', '0:52', 'fuse.sshfs'])
  expect((await collect()).map(({ mount }) => mount)).toEqual(['/'])
  expect(asked).toEqual(['/'])
})

test("below another root, what lies there instead of the host's file system is not taken for it", async () => {
  machine.roots.rootfs = '/host'
  mount(['/', '8:1', 'ext4'], ['/srv', '8:2', 'ext4'], ['/data', '0:40', 'btrfs'])
  sizes = { '/host/': { ...ext4, device: '8:1' }, '/host/srv': { ...ext4, device: '8:1' } }
  sizes['/host/data'] = { ...ext4, device: '0:41' }
  expect((await collect()).map(({ mount, total }) => [mount, total])).toEqual([
    ['/', 100],
    ['/srv', null],
    ['/data', 100],
  ])
})
