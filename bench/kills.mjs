// A server killed a hundred times at random moments, by the test that CI runs with a few: what it had stored must be there, once.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { atLeast, atMost } from './report.mjs'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** @param {{ seconds?: number, signal: AbortSignal }} options `seconds` is the number of kills here */
export async function measureKills({ seconds: kills = 100, signal }) {
  const startMs = performance.now()
  const args = ['run', '--project', 'browser', 'e2e/loss.e2e.test.ts', '-t', 'killed over and over']
  const env = { ...process.env, HOME_ZENITH_TEST_KILLS: String(kills) }
  const run = promisify(execFile)('node_modules/.bin/vitest', args, { cwd, env, signal, maxBuffer: 64e6 })
  const { stdout, failed } = await run.catch((error) => {
    if (signal.aborted) throw error
    console.error(error.stdout)
    return { stdout: error.stdout, failed: true }
  })
  const [, acknowledged = 0, longRuns = 0] = /(\d+) acknowledged samples, (\d+) long runs, none lost/.exec(stdout) ?? []
  return {
    kills,
    acknowledged: Number(acknowledged),
    longRuns: Number(longRuns),
    seconds: Math.round((performance.now() - startMs) / 1000),
    rows: [
      atLeast(`samples acknowledged before ${kills} kills`, Number(acknowledged), kills),
      atMost('runs of the proof in which one was lost or doubled', failed ? 1 : 0, 0, ''),
    ],
  }
}
