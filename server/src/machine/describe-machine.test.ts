import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBootTime } from './index.ts'

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
})
