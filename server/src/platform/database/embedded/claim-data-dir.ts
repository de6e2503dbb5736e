import { spawn } from 'node:child_process'
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { realpath } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { EmbeddedPostgresError, errnoOf, explainFileError } from './embedded-postgres-error.ts'

export interface Claim {
  /** Absolute, without symbolic links. */
  dataDir: string
  release(): void
}

/**
 * Makes this process the only server on a data folder until it releases it or dies. The kernel holds the claim, by
 * flock(2): it ends with the process however that dies, it cannot go to two who race, and unlike a pid in a file it
 * means the same in every container and after every reboot. What the file says serves the message only.
 * @throws EmbeddedPostgresError `already_running`, `data_not_writable`, `no_space`, `program_missing`
 */
export async function claimDataDir(folder: string): Promise<Claim> {
  try {
    makeFolder(folder)
    const dataDir = await realpath(folder)
    const lockFile = join(dataDir, 'postgres.lock')
    const descriptor = openLockFile(lockFile, dataDir)
    try {
      await lock(descriptor, lockFile)
      ftruncateSync(descriptor)
      writeSync(descriptor, `${process.pid} ${hostname()}\n`, 0)
    } catch (err) {
      closeSync(descriptor)
      throw err
    }
    // The file stays: who unlinks a lock file lets two processes lock two files of the same name.
    return { dataDir, release: () => closeSync(descriptor) }
  } catch (err) {
    throw explainFileError(err, folder)
  }
}

function openLockFile(lockFile: string, dataDir: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  const descriptor = openSync(lockFile, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  const file = fstatSync(descriptor)
  // In another user's folder, root could be led to write to any file by a link.
  if (!file.isFile() || file.nlink !== 1) {
    closeSync(descriptor)
    throw new EmbeddedPostgresError('data_not_writable', `${lockFile} is not an ordinary file. Remove it.`)
  }
  const owner = statSync(dataDir)
  if (process.geteuid?.() === 0 && file.uid !== owner.uid) fchownSync(descriptor, owner.uid, owner.gid)
  return descriptor
}

/** Node has no flock: the program locks the open file that it shares with us, and the lock stays when it ends. */
async function lock(descriptor: number, lockFile: string): Promise<void> {
  const child = spawn('/usr/bin/flock', ['--exclusive', '--nonblock', '3'], {
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
  })
  let complaint = ''
  child.stderr?.on('data', (chunk) => (complaint += chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (err) => reject(explainMissingFlock(err)))
    child.on('close', resolve)
  })
  if (code === 0) return
  if (code === 1) throw alreadyRunning(lockFile)
  throw new EmbeddedPostgresError(
    'data_not_writable',
    `${lockFile} cannot be locked: ${complaint.trim()}. Point DATA_DIR to a local disk.`,
  )
}

function alreadyRunning(lockFile: string): EmbeddedPostgresError {
  const [pid, host] = readFileSync(lockFile, 'utf8').trim().split(' ')
  const where = host === undefined || host === hostname() ? '' : ` on ${host}`
  const who = pid ? ` (process ${pid}${where})` : ''
  return new EmbeddedPostgresError(
    'already_running',
    `Another Home Zenith${who} is using the database in ${lockFile.replace(/\/[^/]*$/, '')}. Stop it first, or set another DATA_DIR.`,
  )
}

function explainMissingFlock(err: Error): Error {
  if (errnoOf(err) !== 'ENOENT') return err
  return new EmbeddedPostgresError(
    'program_missing',
    'The program flock is missing, which keeps two servers off the same data. Install it: apt install util-linux.',
    { cause: err },
  )
}
