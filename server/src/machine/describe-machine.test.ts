import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBootTime, readTimeZone } from './index.ts'

test('the boot is told by the clock as it is now: what the kernel says changes when the clock is set', () => {
  const procfs = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  onTestFinished(() => rmSync(procfs, { recursive: true, force: true }))
  const roots = { procfs, sysfs: '', rootfs: '', dockerSocket: '' }
  expect(readBootTime(roots)).toBeNull()
  for (const [seconds, time] of [
    [0, '1970-01-01T00:00:00.000Z'],
    [1_774_742_400, '2026-03-29T00:00:00.000Z'],
  ]) {
    writeFileSync(join(procfs, 'stat'), `cpu  1 2 3\nintr 1\nbtime ${seconds}\nprocesses 5\n`)
    expect(readBootTime(roots)).toBe(time)
  }
  writeFileSync(join(procfs, 'stat'), 'btime 99999999999999999\n')
  expect(readBootTime(roots)).toBeNull()
})

test('the time zone is what the link leads to, or what a file names, and UTC without either', () => {
  const rootfs = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  onTestFinished(() => rmSync(rootfs, { recursive: true, force: true }))
  const read = () => readTimeZone({ procfs: '', sysfs: '', rootfs, dockerSocket: '' })
  mkdirSync(join(rootfs, 'etc'))
  const link = join(rootfs, 'etc/localtime')
  expect(read()).toBe('UTC')
  writeFileSync(link, 'TZif2')
  expect(read()).toBeNull()
  writeFileSync(join(rootfs, 'etc/timezone'), 'America/Argentina/Ushuaia\n')
  expect(read()).toBe('America/Argentina/Ushuaia')
  rmSync(link)
  // Of another machine's file system, where it leads nowhere.
  symlinkSync('../usr/share/zoneinfo/Europe/Berlin', link)
  expect(read()).toBe('Europe/Berlin')
})
