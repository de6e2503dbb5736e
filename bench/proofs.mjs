// Proofs that CI runs shortened, at full length, by the same tests.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { atLeast, atMost } from './report.mjs'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/**
 * A server is killed at random moments: what it had stored must be there, once.
 * @param {{ seconds?: number, signal: AbortSignal }} options `seconds` is the number of kills here
 */
export async function measureKills({ seconds: kills = 100, signal }) {
  const env = { HOME_ZENITH_TEST_KILLS: String(kills) }
  const { output, failed, seconds } = await runTest(
    'browser',
    'e2e/loss.e2e.test.ts',
    'killed over and over',
    env,
    signal,
  )
  const [, acknowledged = 0, longRuns = 0] = /(\d+) acknowledged samples, (\d+) long runs, none lost/.exec(output) ?? []
  return {
    kills,
    acknowledged: Number(acknowledged),
    longRuns: Number(longRuns),
    seconds,
    rows: [
      atLeast(`samples acknowledged before ${kills} kills`, Number(acknowledged), kills),
      atMost('runs of the proof in which one was lost or doubled', failed, 0, ''),
    ],
  }
}

/**
 * The tiers against a naive recomputation, after whatever happens in whatever order.
 * @param {{ signal: AbortSignal }} options
 */
export async function measureRollUps({ signal }) {
  const projects = ['database', 'database 13']
  const runs = []
  for (const project of projects) {
    const test = ['server/src/retention/roll-up.db.test.ts', 'whatever happens in whatever order']
    runs.push(await runTest(project, ...test, { ZENITH_LONG_TESTS: '1' }, signal))
  }
  return {
    histories: 400,
    seconds: runs.map(({ seconds }) => seconds),
    rows: runs.map(({ failed }, index) =>
      atMost(`${projects[index]}: runs of 400 random histories that failed`, failed, 0, ''),
    ),
  }
}

async function runTest(project, file, name, settings, signal) {
  const startMs = performance.now()
  const env = { ...process.env, ...settings }
  const options = { cwd, env, signal, maxBuffer: 64e6 }
  const run = promisify(execFile)('node_modules/.bin/vitest', ['run', '--project', project, file, '-t', name], options)
  const { stdout, failed } = await run.catch((error) => {
    if (signal.aborted) throw error
    console.error(error.stdout)
    return { stdout: error.stdout, failed: 1 }
  })
  return { output: stdout, failed: failed ?? 0, seconds: Math.round((performance.now() - startMs) / 1000) }
}
