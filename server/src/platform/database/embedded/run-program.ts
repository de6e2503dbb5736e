import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import type { Account } from './account.ts'
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts'

/**
 * What a program gets as `-D`: the data folder as an open descriptor. A private user can so use data below folders that
 * are closed to it, and the length of the path does not matter.
 */
export const DATA_FOLDER = '/proc/self/fd/3'

export const SETPRIV = '/usr/bin/setpriv'

export interface Program {
  file: string
  args: string[]
  account: Account | null
  /** Opened for the program as descriptor 3. */
  dataFolder?: string
  input?: boolean
  /** Sent by the kernel when we die, however we die. */
  signalAtOurDeath: 'INT' | 'KILL'
}

/** Starts a program in a session of its own, so that a Ctrl-C in our terminal does not reach it before we are done. */
export function spawnProgram(program: Program): ChildProcess {
  const { account, dataFolder, file, args } = program
  const folder = dataFolder === undefined ? undefined : openSync(dataFolder, constants.O_RDONLY | constants.O_DIRECTORY)
  // Without setpriv a killed server leaves its database running; the next start then stops that one.
  const [command, ...rest] = existsSync(SETPRIV)
    ? [SETPRIV, '--pdeathsig', program.signalAtOurDeath, '--no-new-privs', '--', file, ...args]
    : [file, ...args]
  try {
    return spawn(command, rest, {
      cwd: '/',
      detached: true,
      // Nothing of our environment may change what the database does, or reach its processes as a secret.
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      stdio: [program.input ? 'pipe' : 'ignore', 'pipe', 'pipe', folder ?? 'ignore'],
      // Clears the supplementary groups too (uv_spawn).
      ...(account && { uid: account.uid, gid: account.gid }),
    })
  } catch (err) {
    // Some refusals come as an exception, others as an event (child_process.js, ChildProcess.prototype.spawn).
    throw explainSpawnError(err, program)
  } finally {
    if (folder !== undefined) closeSync(folder)
  }
}

/** Runs a program to its end. @returns its exit code and all that it wrote */
export async function runProgram(program: Program, input = ''): Promise<{ code: number | null; output: string }> {
  const child = spawnProgram({ ...program, input: true })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  // A program that ends before it has read all says why by its exit code.
  child.stdin?.on('error', () => undefined).end(input)
  return new Promise((resolve, reject) => {
    child.on('error', (err) => reject(explainSpawnError(err, program)))
    child.on('close', (code) => resolve({ code, output: output.trim() }))
  })
}

export function explainSpawnError(err: unknown, { file, account }: Pick<Program, 'file' | 'account'>): Error {
  if (account && errnoOf(err) === 'EPERM') {
    return new EmbeddedPostgresError(
      'privileges_kept',
      `The database must not run as root, and this process may not change its user to ${account.uid}. ` +
        'Run Home Zenith as an ordinary user (in a container: --user), or allow it CAP_SETUID and CAP_SETGID.',
      { cause: err },
    )
  }
  return new EmbeddedPostgresError(
    'binaries_missing',
    `${file} cannot be run: ${err instanceof Error ? err.message : err}. ${REINSTALL}`,
    {
      cause: err,
    },
  )
}

export const REINSTALL = 'Install again (npm start does), or set DATABASE_URL to use a PostgreSQL of your own.'
