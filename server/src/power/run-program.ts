import { execFile } from 'node:child_process'

/** How a program ended. */
export interface Outcome {
  /** Its exit code; null when it could not be run, or a signal or the time limit ended it. */
  code: number | null
  /** Ended by a signal that is not ours, as when the whole service is being stopped. */
  wasKilled: boolean
  stdout: string
  /** What went wrong, in a line; empty after the exit code 0. */
  message: string
}

/** Runs a program of the machine: without a shell, and with nothing of our environment, which has secrets. */
export type RunProgram = (file: string, args: readonly string[], input?: string) => Promise<Outcome>

const timeLimitMs = 30_000

/** @param searchPath where programs are looked for, as PATH */
export function createRunProgram(searchPath: string): RunProgram {
  return (file, args, input = '') =>
    new Promise((resolve) => {
      const options = { env: { PATH: searchPath, LC_ALL: 'C' }, timeout: timeLimitMs }
      const child = execFile(file, args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
        const wasKilled = error !== null && !error.killed && Boolean(error.signal)
        const said = stderr.trim().split('\n').at(-1)
        resolve({ code, wasKilled, stdout, message: error === null ? '' : said || error.message })
      })
      // A program that is not there, or ends before it has read all, says so by its exit.
      child.stdin?.on('error', () => undefined).end(input)
    })
}
