import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { BackupError } from './backup-error.ts'

/**
 * Makes a file that only this user may read (0600) of what `write` writes. It has its name once it is whole and on the
 * disk, and replaces one that is there; before, and on an error, nothing is there under the name.
 * @throws {BackupError} when it cannot be written there
 */
export async function writeFileWhole<Result>(
  path: string,
  write: (sink: Writable) => Promise<Result>,
): Promise<Result> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  const sink = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true })
  let failed: NodeJS.ErrnoException | undefined
  sink.once('error', (error) => (failed = error))
  try {
    const result = await write(sink)
    await rename(draft, path)
    await syncFolder(dirname(path))
    return result
  } catch (error) {
    // Until it is closed it may still be about to be made.
    const closed = new Promise<void>((resolve) => (sink.closed ? resolve() : sink.once('close', resolve)))
    sink.destroy()
    await closed
    await rm(draft, { force: true })
    throw isOfFile(error) && (error === failed || error.syscall === 'rename') ? explain(error, path) : error
  }
}

/** A new name is on the disk with its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}

function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined
  return ['open', 'write', 'fsync', 'close', 'rename'].includes(String(call))
}

function explain(error: NodeJS.ErrnoException, path: string): BackupError {
  const why: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of this user is used up',
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOENT: `there is no folder ${dirname(path)}`,
    ENOTDIR: `${dirname(path)} is no folder`,
    EISDIR: `${basename(path)} is a folder`,
  }
  return new BackupError(`${path} cannot be written: ${why[error.code ?? ''] ?? error.message}`, { cause: error })
}
