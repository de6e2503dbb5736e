import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprintContents, fingerprintSources } from './fingerprint.mjs'
import { addFiles, makeFolder } from './make-folder.mjs'

const sources = { 'server/src/a.ts': 'a', 'server/src/deep/b.ts': 'b', 'server/package.json': '{}' }

test('a source that is changed, added or removed changes the fingerprint', () => {
  const root = makeFolder(sources)
  const first = fingerprintSources(root, ['server'])
  expect(fingerprintSources(root, ['server'])).toBe(first)

  addFiles(root, { 'server/src/a.ts': 'longer' })
  const changed = fingerprintSources(root, ['server'])
  addFiles(root, { 'server/src/c.ts': 'c' })
  const added = fingerprintSources(root, ['server'])
  rmSync(join(root, 'server/src/deep/b.ts'))
  const removed = fingerprintSources(root, ['server'])
  expect(new Set([first, changed, added, removed]).size).toBe(4)
})

test('an edit that keeps the size is seen by its time', () => {
  const root = makeFolder(sources)
  const first = fingerprintSources(root, ['server'])
  utimesSync(join(root, 'server/src/a.ts'), 1_700_000_000, 1_700_000_000)
  expect(fingerprintSources(root, ['server'])).not.toBe(first)
})

test('tests, hidden files and what is built do not count', () => {
  const root = makeFolder(sources)
  const first = fingerprintSources(root, ['server'])
  addFiles(root, {
    'server/src/a.test.ts': '1',
    'server/src/a.db.test.ts': '2',
    'server/dist/main.js': '3',
    'server/node_modules/x/index.js': '4',
    'server/src/.a.ts.swp': '5',
  })
  expect(fingerprintSources(root, ['server'])).toBe(first)
})

test('a path that does not exist is part of the fingerprint', () => {
  const root = makeFolder(sources)
  expect(fingerprintSources(root, ['server', 'absent'])).not.toBe(fingerprintSources(root, ['server']))
})

test('of contents, neither time nor a neighbour counts, and nothing moves from one file to the next', () => {
  const root = makeFolder({ one: 'ab', two: 'c', three: 'd' })
  const first = fingerprintContents(root, ['one', 'two'], 'linux')
  utimesSync(join(root, 'one'), 1_700_000_000, 1_700_000_000)
  addFiles(root, { three: 'e' })
  expect(fingerprintContents(root, ['one', 'two'], 'linux')).toBe(first)
  expect(fingerprintContents(root, ['one', 'two'], 'darwin')).not.toBe(first)
  addFiles(root, { one: 'a', two: 'bc' })
  expect(fingerprintContents(root, ['one', 'two'], 'linux')).not.toBe(first)
})
