import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('makes what leads to it, too, for this user alone, and is content with what is there', () => {
  const path = join(folder, 'a/b')
  makeFolder(path)
  makeFolder(path)
  for (const one of [path, join(folder, 'a')]) expect(statSync(one).mode & 0o777).toBe(0o700)
})

test('says what is in the way', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/)
  expect(() => makeFolder(join(folder, 'file/below'))).toThrow(/EEXIST|ENOTDIR/)
})

test('gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/home-zenith/data')).toThrow(/mkdir '\/proc\/home-zenith'/)
})
