import { expect, test } from 'vitest'
import { explainFailure, isNetworkFailure, shortenOutput } from './explain-failure.mjs'

const failure = {
  title: 'installing packages',
  code: 1,
  signal: null,
  again: 'npm start',
  logFile: '/x/.setup/last.log',
}

test.each([
  ['npm error code ENOSPC\nnpm error syscall write', 'the disk is full'],
  ['npm ERR! code ECONNREFUSED\nnpm ERR! errno ECONNREFUSED', 'cannot be reached (ECONNREFUSED)'],
  ['npm error code EAI_AGAIN', 'cannot be reached (EAI_AGAIN)'],
  ['npm error Exit handler never called!', 'cannot be reached (npm gave up without a reason)'],
  [
    'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync',
    'npm install once',
  ],
  ['npm error code E404\nnpm error 404 Not Found', 'lacks a package'],
  [
    'npm error code EACCES\nnpm error syscall mkdir\nnpm error path /srv/zenith/node_modules',
    'may not write /srv/zenith/node_modules (EACCES)',
  ],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'the memory ran out'],
])('%j: %s', (output, expected) => {
  const line = explainFailure({ ...failure, output })
  expect(line).toContain(expected)
  expect(line).not.toContain('\n')
})

test('what nobody foresaw names the step and where to read on', () => {
  expect(explainFailure({ ...failure, output: 'boom' })).toBe(
    'installing packages failed (code 1): the lines above tell why, all of them are in /x/.setup/last.log',
  )
})

test('a command killed from outside had too little memory, as a rule', () => {
  expect(explainFailure({ ...failure, code: null, signal: 'SIGKILL', output: '' })).toContain('memory')
})

test('of npm’s output the manual page is left out', () => {
  const output =
    'npm error Missing: x@1 from lock file\nnpm error\nnpm error Clean install a project\nnpm error Usage:\n'
  expect(shortenOutput(output)).toBe('npm error Missing: x@1 from lock file')
})

test('a network that fails is told from a registry that answers', () => {
  expect(isNetworkFailure('npm error code ENOTFOUND')).toBe(true)
  expect(isNetworkFailure('npm ERR! code UNABLE_TO_GET_ISSUER_CERT_LOCALLY')).toBe(true)
  expect(isNetworkFailure('npm error code E404')).toBe(false)
})
