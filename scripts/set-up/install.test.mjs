import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findNpm } from './install.mjs'
import { makeFolder } from './make-folder.mjs'

test('the npm that runs us installs', () => {
  const cli = join(makeFolder({ 'npm-cli.js': '' }), 'npm-cli.js')
  expect(findNpm({ npm_execpath: cli, npm_node_execpath: '/opt/node' })).toEqual({ command: '/opt/node', args: [cli] })
})

test('run by hand, by pnpm or by yarn, it is the one on the PATH', () => {
  const pnpm = join(makeFolder({ 'pnpm.cjs': '' }), 'pnpm.cjs')
  for (const env of [{}, { npm_execpath: pnpm }, { npm_execpath: '/gone/npm-cli.js' }]) {
    expect(findNpm(env)).toEqual({ command: 'npm', args: [] })
  }
})
