import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addFiles, makeFolder } from './make-folder.mjs'
import { isStamped, removeStamp, writeStamp } from './stamps.mjs'

function makeStamped() {
  const root = makeFolder({ 'dist/main.js': 'built' })
  const stamp = join(root, 'state/server.json')
  const output = join(root, 'dist/main.js')
  writeStamp(stamp, 'input', output)
  return { root, stamp, output }
}

test('a stamp vouches for one input and one output', () => {
  const { stamp, output } = makeStamped()
  expect(isStamped(stamp, 'input', output)).toBe(true)
  expect(isStamped(stamp, 'other input', output)).toBe(false)
})

test('an output that is gone or was built by hand since voids it', () => {
  const { root, stamp, output } = makeStamped()
  addFiles(root, { 'dist/main.js': 'built by hand' })
  expect(isStamped(stamp, 'input', output)).toBe(false)
  rmSync(output)
  expect(isStamped(stamp, 'input', output)).toBe(false)
})

test('no stamp, half a stamp: not done', () => {
  const { root, stamp, output } = makeStamped()
  addFiles(root, { 'state/server.json': '{"input":"inp' })
  expect(isStamped(stamp, 'input', output)).toBe(false)
  removeStamp(stamp)
  expect(isStamped(stamp, 'input', output)).toBe(false)
})

test('nothing else is left beside it', () => {
  const { root } = makeStamped()
  expect(readdirSync(join(root, 'state'))).toEqual(['server.json'])
})

test('work without output is not stamped', () => {
  const { root, stamp } = makeStamped()
  expect(() => writeStamp(stamp, 'input', join(root, 'dist/absent.js'))).toThrow('ENOENT')
})
