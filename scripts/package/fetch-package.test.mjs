import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../set-up/make-folder.mjs'
import { fetchPackage, requireIntegrity } from './fetch-package.mjs'

// `printf content | openssl dgst -sha512 -binary | base64`
const integrity = 'sha512-stHShbUZnIX5iNA2ScN+RP093gHl1pxQ/vkGUZYvSBEOk0C2DUmkecTAtT9fB9aQaG3YfSSBk3pRLouF7nxhfw=='

test('a file that is not the one of the lock file is refused', () => {
  const root = makeFolder({ good: 'content', bad: 'contents' })
  expect(() => requireIntegrity(join(root, 'good'), integrity)).not.toThrow()
  expect(() => requireIntegrity(join(root, 'bad'), integrity)).toThrow(
    'is not the package that package-lock.json names',
  )
})

test('what is installed is taken from there, what is not in the lock file from nowhere', () => {
  const root = makeFolder({
    'package-lock.json': { packages: { 'node_modules/@a/b': { version: '1.0.0', integrity } } },
    'node_modules/@a/b/package.json': {},
  })
  expect(fetchPackage(root, '@a/b')).toBe(join(root, 'node_modules/@a/b'))
  expect(() => fetchPackage(root, 'c')).toThrow('names no c')
})
