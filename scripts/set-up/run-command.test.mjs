import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.mjs'
import { runCommand } from './run-command.mjs'

function makeOptions(script) {
  const root = makeFolder()
  const said = []
  return {
    said,
    options: {
      title: 'working',
      command: process.execPath,
      args: ['-e', script],
      cwd: root,
      env: process.env,
      logFile: join(root, 'log'),
      say: (line) => said.push(line),
    },
  }
}

test('keeps the output for the log, and says that it is done', async () => {
  const { said, options } = makeOptions('console.log("out"); console.error("err")')
  await runCommand(options)
  expect(said).toEqual([expect.stringMatching(/^working: done in [\d.]+ s$/)])
  await expect.poll(() => readFileSync(options.logFile, 'utf8').split('\n').sort()).toEqual(['', 'err', 'out'])
})

test('a failure carries the code and the end of the output', async () => {
  const { options } = makeOptions('console.error("x".repeat(50_000) + "the reason"); process.exitCode = 3')
  const failure = await runCommand(options).catch((error) => error)
  expect(failure).toMatchObject({ code: 3, signal: null, title: 'working' })
  expect(failure.output.trimEnd()).toMatch(/the reason$/)
  expect(failure.output.length).toBeLessThan(20_000)
})

test('a program that is not there is named', async () => {
  const { options } = makeOptions('')
  await expect(runCommand({ ...options, command: '/no-such-npm' })).rejects.toMatchObject({
    code: 'ENOENT',
    path: '/no-such-npm',
  })
})

test('nothing is asked: the command has no input', async () => {
  const { options } = makeOptions('process.stdin.on("end", () => process.exit(0)).resume()')
  await runCommand(options)
})

test('output that makes the rest pointless ends the command', async () => {
  const { options } = makeOptions('console.error("warn ENOSPC"); setTimeout(() => {}, 60_000)')
  const failure = await runCommand({ ...options, giveUpOn: /ENOSPC/ }).catch((error) => error)
  expect(failure).toMatchObject({ signal: 'SIGKILL', output: 'warn ENOSPC\n' })
})
