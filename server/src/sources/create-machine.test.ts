import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMachine, deviceNumbers, sizeOf } from './create-machine.ts'
import { readText } from './read-text.ts'

const machine = createMachine({ procfs: '/proc', sysfs: '/sys', rootfs: '/', dockerSocket: '' })
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file that may be slow', () => {
  test('is read anew each time, and fails when it is gone', async () => {
    const path = join(folder, 'temp1_input')
    writeFileSync(path, '48000\n')
    expect(await machine.readSlowFile(path)).toBe('48000\n')
    writeFileSync(path, '51000\n')
    expect(await machine.readSlowFile(path)).toBe('51000\n')
    await expect(machine.readSlowFile(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('that cannot be read fails with its own error, each time', async () => {
    await expect(machine.readSlowFile(folder)).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(machine.readSlowFile(folder)).rejects.toMatchObject({ code: 'EISDIR' })
  })
})

describe('the size of a file system', () => {
  const blocks = { type: 0, bsize: 4096, blocks: 100, bfree: 40, bavail: 35, files: 50, ffree: 20 }

  test('has the blocks that are reserved for root neither used nor available, as df does', () => {
    expect(sizeOf(blocks)).toEqual({
      total: 409_600,
      used: 245_760,
      available: 143_360,
      inodesTotal: 50,
      inodesUsed: 30,
    })
  })

  test('is in fragments where Node tells their size', () => {
    expect(sizeOf({ ...blocks, bsize: 1_048_576, frsize: 4096 })).toEqual({
      total: 409_600,
      used: 245_760,
      available: 143_360,
      inodesTotal: 50,
      inodesUsed: 30,
    })
  })

  test.each(['ext4', 'vfat'])('is asked of the kernel, of %s', async (type) => {
    const { total, used } = await machine.statfs(folder, type)
    expect(total).toBeGreaterThan(used)
    await expect(machine.statfs(join(folder, 'gone'), type)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

test('a text that is not there, or is a folder, is null', () => {
  expect(readText(join(folder, 'gone'))).toBeNull()
  expect(readText(folder)).toBeNull()
})

test('a text that was missing is there when it has come', () => {
  const path = join(folder, 'late')
  expect([readText(path), readText(path)]).toEqual([null, null])
  writeFileSync(path, 'here')
  expect(readText(path)).toBe('here')
})

test('the numbers of a device are written as mountinfo does, large ones too', () => {
  expect([0x801, 0x16, 0x10302, 0x123434].map(deviceNumbers)).toEqual(['8:1', '0:22', '259:2', '564:308'])
})
