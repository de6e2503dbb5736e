import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PhysicalDisks, parseDisks } from './disks.ts'

describe('diskstats', () => {
  const parse = (text: string) => Object.fromEntries(parseDisks(text, () => true))

  test.each([
    ['4.18 and before', '   8       0 sda 1 2 100 4 5 6 200 8 9 10 11\n'],
    ['4.18', '   8       0 sda 1 2 100 4 5 6 200 8 9 10 11 12 13 14 15\n'],
    ['5.5 and later', '   8       0 sda 1 2 100 4 5 6 200 8 9 10 11 12 13 14 15 16 17\n'],
    ['a container', '8 0 sda 1 2 100 4 5 6 200 8 9 10 11\n'],
  ])('of %s counts sectors of 512 bytes', (_, text) => {
    expect(parse(text)).toEqual({ sda: { read: 51_200, written: 102_400 } })
  })

  test('gives the devices that are asked for, and skips what it cannot read', () => {
    const line = (name: string) => ` 259       0 ${name} 1 2 100 4 5 6 200 8 9 10 11\n`
    const text = `${line('nvme0n1')}${line('nvme0n1p1')}   8  0 sda 1 2 3\n\ngarbage\n${line('cciss/c0d0')}`
    const disks = parseDisks(text, (name) => name !== 'nvme0n1p1')
    expect([...disks.keys()]).toEqual(['nvme0n1', 'cciss/c0d0'])
  })
})

describe('physical disks', () => {
  let sysfs: string
  const add = (name: string, files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(sysfs, 'block', name, path, '..'), { recursive: true })
      writeFileSync(join(sysfs, 'block', name, path), text)
    }
  }
  beforeEach(() => {
    sysfs = mkdtempSync(join(tmpdir(), 'zenith-disks-'))
  })
  afterEach(() => rmSync(sysfs, { recursive: true }))

  test('hang on a bus; partitions, loop, zram, dm and md do not, and hidden paths are not disks', () => {
    add('sda', { 'device/model': 'disk', hidden: '0\n' })
    add('nvme0n1', { 'device/model': 'disk' })
    add('nvme0c0n1', { 'device/model': 'disk', hidden: '1\n' })
    add('cciss!c0d0', { 'device/model': 'disk' })
    for (const name of ['loop0', 'zram0', 'dm-0', 'md0']) add(name, { size: '0' })
    const disks = new PhysicalDisks(sysfs)
    const names = ['sda', 'sda1', 'nvme0n1', 'nvme0c0n1', 'cciss/c0d0', 'loop0', 'zram0', 'dm-0', 'md0', 'zd0']
    expect(names.filter((name) => disks.has(name))).toEqual(['sda', 'nvme0n1', 'cciss/c0d0'])
  })

  test('are looked up again after they are forgotten', () => {
    const disks = new PhysicalDisks(sysfs)
    expect(disks.has('sdb')).toBe(false)
    add('sdb', { 'device/model': 'disk' })
    expect(disks.has('sdb')).toBe(false)
    disks.forget()
    expect(disks.has('sdb')).toBe(true)
  })
})
