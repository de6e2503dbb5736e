import { randomBytes } from 'node:crypto'
import { closeSync, fchownSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only this user may read (0600), whole or not at all. */
export function writePrivateFile(path: string, content: string): void {
  renameSync(writeBeside(path, content), path)
}

/** As `writePrivateFile`, but leaves a file that is there already: of two processes at once, one makes it. */
export function createPrivateFile(path: string, content: string): void {
  const temporary = writeBeside(path, content)
  try {
    linkSync(temporary, path)
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw err
  } finally {
    rmSync(temporary)
  }
}

function writeBeside(path: string, content: string): string {
  // A name that nobody foresees, and no file or link that is there: in the service's folder, one could lead root to any file.
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    // What root writes by the command line, the service has to read: it belongs to whom the folder belongs.
    const { uid, gid } = statSync(dirname(path))
    if (process.geteuid?.() === 0) fchownSync(file, uid, gid)
    writeSync(file, content)
    fsyncSync(file)
  } catch (err) {
    rmSync(temporary)
    throw err
  } finally {
    closeSync(file)
  }
  return temporary
}
