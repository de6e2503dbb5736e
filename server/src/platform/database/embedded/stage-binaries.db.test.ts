import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { locateBinaries, probeVersion } from './locate-binaries.ts'
import { stageBinaries } from './stage-binaries.ts'
import { isRoot, makeFolder, NOBODY } from './testing.ts'

vi.setConfig({ testTimeout: 60_000 })

test('makes a copy that any user can run, from binaries that are closed to all but their owner', async () => {
  const original = join(makeFolder(), 'native')
  cpSync(locateBinaries(), original, { recursive: true, verbatimSymlinks: true })
  chmodSync(original, 0o700)
  chmodSync(join(original, 'bin', 'postgres'), 0o700)
  const folder = makeOpenFolder()

  const staged = await stageBinaries(original, folder)
  expect(await probeVersion(staged, isRoot ? NOBODY : null)).toBe(18)
  expect(statSync(join(original, 'bin', 'postgres')).mode & 0o777).toBe(0o700)
  expect(await stageBinaries(original, folder)).toBe(staged)
})

test('a strict umask closes it to nobody', async () => {
  const before = process.umask(0o077)
  onTestFinished(() => void process.umask(before))
  const folder = join(makeOpenFolder(), 'staged')
  const staged = await stageBinaries(locateBinaries(), folder)
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  expect(await probeVersion(staged, isRoot ? NOBODY : null)).toBe(18)
})

test('puts a new version in the place of an old one, and removes what was left half made', async () => {
  const folder = makeOpenFolder()
  mkdirSync(join(folder, 'postgres-0123456789ab'))
  mkdirSync(join(folder, 'postgres-0123456789ab.new-xyz'))
  utimesSync(join(folder, 'postgres-0123456789ab.new-xyz'), 0, 0)
  await stageBinaries(locateBinaries(), folder)
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^postgres-[0-9a-f]{12}$/)])
})

test('trusts no folder that others may write to', async () => {
  const folder = makeOpenFolder()
  chmodSync(folder, 0o777)
  await expect(stageBinaries(locateBinaries(), folder)).rejects.toMatchObject({ code: 'binaries_missing' })
})

function makeOpenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
