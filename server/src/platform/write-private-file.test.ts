import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPrivateFile, writePrivateFile } from './write-private-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('replaces what is there, a link too, and follows none on the way', () => {
  const others = join(folder, 'others')
  writeFileSync(others, 'theirs')
  const path = join(folder, 'secret')
  for (const link of [path, `${path}.${process.pid}.tmp`]) symlinkSync(others, link)
  writePrivateFile(path, 'ours')
  expect(readFileSync(others, 'utf8')).toBe('theirs')
  expect(readFileSync(path, 'utf8')).toBe('ours')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('makes a file once, and leaves nothing beside it', () => {
  const path = join(folder, 'secret')
  createPrivateFile(path, 'first')
  createPrivateFile(path, 'second')
  expect(readFileSync(path, 'utf8')).toBe('first')
  expect(readdirSync(folder)).toEqual(['secret'])
})
