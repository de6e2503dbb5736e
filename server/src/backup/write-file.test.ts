import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileWhole } from './write-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the file is private, and takes the place of an older one', async () => {
  const file = join(folder, 'backup')
  writeFileSync(file, 'old', { mode: 0o644 })
  expect(await writeFileWhole(file, (sink) => pipeline(['n', 'ew'], sink).then(() => 7))).toBe(7)
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['new', 0o600])
  expect(readdirSync(folder)).toEqual(['backup'])
})

test('a failure leaves what was there, and nothing else', async () => {
  const file = join(folder, 'backup')
  writeFileSync(file, 'old')
  const broken = async function* () {
    yield 'half'
    throw new Error('the database went away')
  }
  await expect(writeFileWhole(file, (sink) => pipeline(broken(), sink))).rejects.toThrow('the database went away')
  expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['backup'], 'old'])
})

test('what fails at once leaves no file that is still being made, and none open', async () => {
  const sinks: Writable[] = []
  const fail = (sink: Writable) => {
    sinks.push(sink)
    return Promise.reject(new Error('no connection'))
  }
  await expect(writeFileWhole(join(folder, 'backup'), fail)).rejects.toThrow('no connection')
  expect([sinks[0]?.closed, readdirSync(folder)]).toEqual([true, []])
})

test('where it cannot be written, it is said why', async () => {
  const write = (path: string) => writeFileWhole(path, (sink) => pipeline(['text'], sink))
  await expect(write(join(folder, 'none', 'backup'))).rejects.toThrow(`there is no folder ${folder}/none`)
  await expect(write(folder)).rejects.toThrow(/cannot be written: .* is a folder/)
  expect(readdirSync(folder)).toEqual([])
})
