import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { claimTurn } from './claim-turn.mjs'
import { explainFailure, shortenOutput } from './explain-failure.mjs'
import { CommandFailure, endCommands, runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { steps } from './steps.mjs'

const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const say = (line) => console.log(`set-up: ${line}`)

/** Brings the folder to where the server and the tests can run; says nothing when it is there already. */
export async function main({ root = projectRoot, env = process.env } = {}) {
  const stateDir = join(root, '.setup')
  const again = ['start', 'test'].includes(env.npm_lifecycle_event ?? '')
    ? `npm ${env.npm_lifecycle_event}`
    : 'npm start'
  try {
    await setUp({ root, stateDir, env })
  } catch (error) {
    console.error(`Home Zenith cannot be set up: ${describe(error, { root, stateDir, again })}`)
    process.exitCode = 1
  }
}

async function setUp({ root, stateDir, env }) {
  const context = { root, stateDir, env, say }
  if (steps.every((step) => step.isDone(context))) return
  prepareState(root, stateDir)
  const turn = await claimTurn(join(stateDir, 'lock'), {
    onWait: ({ pid }) => say(`waiting for the set-up that is at work already (process ${pid})`),
  })
  const stopListening = endOnSignal(turn)
  try {
    const run = (command) => runStep(context, turn, command)
    for (const step of steps) {
      if (!step.isDone(context)) await step.perform({ ...context, run })
    }
  } finally {
    stopListening()
    turn.release()
  }
}

function runStep({ root, stateDir, env }, turn, { cwd = '.', env: extra, isQuiet, ...command }) {
  const sayIt = isQuiet ? () => {} : say
  sayIt(command.title)
  return runCommand({
    ...command,
    cwd: join(root, cwd),
    env: { ...env, ...extra },
    logFile: join(stateDir, 'last.log'),
    say: sayIt,
    onStart: turn.noteChild,
  })
}

function prepareState(root, stateDir) {
  try {
    accessSync(root, constants.W_OK)
    mkdirSync(stateDir, { recursive: true })
    accessSync(stateDir, constants.W_OK)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    throw new SetUpError(
      `${root} is not writable (${error.code}): run it as the folder's owner, or make a clone of your own`,
    )
  }
}

/** Ctrl-C and the like: what is running ends at once; having left no stamp, it is done afresh the next time. */
function endOnSignal(turn) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const end = async (signal) => {
    stopListening()
    await endCommands()
    turn.release()
    say(`stopped by ${signal}; the next start goes on from here`)
    process.kill(process.pid, signal)
  }
  const stopListening = () => {
    for (const signal of signals) process.removeListener(signal, end)
  }
  for (const signal of signals) process.on(signal, end)
  return stopListening
}

function describe(error, { root, stateDir, again }) {
  if (error instanceof SetUpError) return error.message
  if (error instanceof CommandFailure) {
    console.error(shortenOutput(error.output))
    return explainFailure({ ...error, title: error.title, again, logFile: join(stateDir, 'last.log') })
  }
  if (error.code === 'ENOSPC') return `the disk of ${root} is full: make room, then run ${again} again`
  if (error.syscall?.startsWith('spawn')) {
    return `${error.path} cannot be run (${error.code}): install it (Debian: apt install npm), then run ${again} again`
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) {
    return `may not write ${error.path} (${error.code}): run it as the owner of ${root}`
  }
  return error.stack
}
