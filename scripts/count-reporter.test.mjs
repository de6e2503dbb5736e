import { expect, test } from 'vitest'
import { countTests } from './count-reporter.mjs'

function makeModule(states, { errors = [], suiteErrors = [] } = {}) {
  return {
    errors: () => errors,
    children: {
      allTests: () => states.map((state) => ({ result: () => ({ state }) })),
      allSuites: () => suiteErrors.map((list) => ({ errors: () => list })),
    },
  }
}

test('counts over all files, and what did not run as skipped', () => {
  const modules = [makeModule(['passed', 'failed', 'skipped']), makeModule(['passed', 'pending'])]
  expect(countTests(modules, [])).toEqual({ passed: 2, failed: 1, skipped: 2 })
})

test('a file that does not load, a hook and an error that nobody caught are failures', () => {
  const modules = [
    makeModule([], { errors: ['syntax'] }),
    makeModule(['skipped'], { suiteErrors: [['beforeAll'], []] }),
  ]
  expect(countTests(modules, ['unhandled'])).toEqual({ passed: 0, failed: 3, skipped: 1 })
})
