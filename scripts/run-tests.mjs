// Runs every test, or those that the arguments name; its last line is `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'home-zenith-tests-'))
const countsFile = join(scratch, 'counts.json')

const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=./scripts/count-reporter.mjs',
  ...process.argv.slice(2),
]
const child = spawn(process.execPath, vitest, {
  cwd: root,
  // vitest sets NODE_ENV itself, to `test`, unless there is one.
  env: { ...process.env, NODE_ENV: 'test', HOME_ZENITH_TEST_COUNTS: countsFile },
  stdio: 'inherit',
})
// A terminal's Ctrl-C reaches vitest as well, which clears up and ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))

const code = await new Promise((resolve) => {
  child.once('error', () => resolve(1))
  child.once('close', (code) => resolve(code ?? 1))
})

const counts = readCounts()
if (code !== 0 && counts.failed === 0) {
  console.error(`vitest ended with code ${code}, and no test says why: counted as a failure`)
  counts.failed = 1
}
const ran = counts.passed + counts.failed
if (ran === 0) console.error('no test ran')
process.exitCode = code !== 0 || counts.failed > 0 || ran === 0 ? 1 : 0
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)

/** @returns {import('./count-reporter.mjs').Counts} */
function readCounts() {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
