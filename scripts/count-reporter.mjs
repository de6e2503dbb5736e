import { writeFileSync } from 'node:fs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** A reporter for vitest: writes what `countTests` says to the file that HOME_ZENITH_TEST_COUNTS names. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors, reason) {
    const counts = countTests(modules, unhandledErrors)
    if (reason !== 'passed' && counts.failed === 0) counts.failed = 1
    writeFileSync(process.env.HOME_ZENITH_TEST_COUNTS, JSON.stringify(counts))
  }
}

/**
 * Counts tests, and as failed ones what fails outside of them: a file that does not load, a hook of a suite, an error that
 * nobody caught.
 * @returns {Counts}
 */
export function countTests(modules, unhandledErrors) {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1
    }
    for (const suite of [module, ...module.children.allSuites()]) {
      if (suite.errors().length > 0) counts.failed += 1
    }
  }
  return counts
}
