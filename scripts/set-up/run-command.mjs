import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'

const heartbeatMs = 10_000
const graceMs = 300
const tailLength = 16_384

/** What is said of a command that did not end well, with the end of what it printed. */
export class CommandFailure extends Error {
  name = 'CommandFailure'
  /** @param {{ title: string, code: number | null, signal: string | null, output: string }} details */
  constructor({ title, code, signal, output }) {
    super(`${title} ended with ${signal ?? `code ${code}`}`)
    this.title = title
    this.code = code
    this.signal = signal
    this.output = output
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
let ending = false

/**
 * Runs one command of the set-up. Its output goes to a file; a line now and then says that it is still at work.
 * The command leads a process group of its own, so that it can be ended with all that it started.
 * @param {{ title: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, logFile: string,
 *   say: (line: string) => void, giveUpOn?: RegExp, onStart?: (pid: number) => void }} options `giveUpOn`: output that
 *   makes the rest pointless, though the command itself would go on and end well
 * @returns {Promise<void>}
 */
export async function runCommand({ title, command, args, cwd, env, logFile, say, giveUpOn, onStart }) {
  const startedAt = Date.now()
  const seconds = () => (Date.now() - startedAt) / 1000
  const log = createWriteStream(logFile)
  // The file is a convenience: a full disk is told by the command's own failure.
  log.on('error', () => {})
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)

  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      log.write(text)
      output = (output + text).slice(-tailLength)
      if (giveUpOn?.test(output)) signalGroup(child, 'SIGKILL')
    })
  }
  const heartbeat = setInterval(() => say(`still ${title}, ${Math.round(seconds())} s`), heartbeatMs)
  try {
    const [code, signal] = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve([code, signal]))
      if (child.pid) onStart?.(child.pid)
    })
    // Whoever ended the commands ends the set-up too, and has the last word.
    if (ending) await new Promise(() => {})
    if (code !== 0) throw new CommandFailure({ title, code, signal, output })
    say(`${title}: done in ${seconds().toFixed(1)} s`)
  } catch (error) {
    signalGroup(child, 'SIGKILL')
    throw error
  } finally {
    clearInterval(heartbeat)
    running.delete(child)
    log.end()
  }
}

/** Ends what is running, with all its children: asked first, killed after a moment. */
export async function endCommands() {
  ending = true
  await Promise.all(
    [...running].map(async (child) => {
      const closed = new Promise((resolve) => child.once('close', resolve))
      signalGroup(child, 'SIGTERM')
      const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
      await closed
      clearTimeout(killer)
    }),
  )
}

function signalGroup(child, signal) {
  if (!child.pid) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
