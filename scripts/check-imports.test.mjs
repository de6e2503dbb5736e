import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = fileURLToPath(new URL('check-imports.mjs', import.meta.url))
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-imports-'))
  for (const where of ['contract/src', 'server/src', 'dashboard/src']) {
    for (let count = 0; count < 10; count += 1) write(`${where}/f${count}.ts`, 'export const a = 1\n')
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function check() {
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  return { status, stderr: stderr.trim() }
}

test('a tree that keeps the rule passes', () => {
  write('server/src/history/index.ts', "export { a } from './read.ts'\n")
  write('server/src/history/read.ts', 'export const a = 1\n')
  write('server/src/build-server.ts', "import { a } from './history/index.ts'\nconsole.log(a)\n")
  expect(check()).toEqual({ status: 0, stderr: '' })
})

test.each([
  [
    'a capability that imports another',
    'server/src/history/read.ts',
    "import '../live/index.ts'\n",
    'capabilities-stand-alone',
  ],
  ['a way around an index', 'server/src/build-server.ts', "import './live/push.ts'\n", 'main-enters-by-the-index'],
  [
    'an import upwards',
    'server/src/sources/read.ts',
    "import '../live/index.ts'\n",
    'sources-and-platform-stand-at-the-bottom',
  ],
  [
    'a type imported upwards',
    'server/src/metrics/x.ts',
    "import type { A } from '../live/index.ts'\n",
    'metrics-import-down',
  ],
  [
    'a page that knows the server',
    'dashboard/src/x.ts',
    "import '../../server/src/live/index.ts'\n",
    'dashboard-knows-the-contract-alone',
  ],
  [
    'a program run elsewhere',
    'server/src/live/push.ts',
    "import 'node:child_process'\n",
    'only-power-and-the-database-run-programs',
  ],
])('%s fails', (_name, path, text, rule) => {
  write('server/src/live/index.ts', 'export const a = 1\nexport type A = number\n')
  write('server/src/live/push.ts', 'export const a = 1\n')
  write(path, text)
  const { status, stderr } = check()
  expect([status, stderr]).toEqual([1, expect.stringContaining(`${rule}: ${path} → `)])
})

test('a folder without modules fails', () => {
  rmSync(join(folder, 'dashboard'), { recursive: true })
  mkdirSync(join(folder, 'dashboard/src'), { recursive: true })
  expect(check()).toEqual({ status: 1, stderr: expect.stringContaining('dashboard/src') })
})
