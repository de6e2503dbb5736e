import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

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
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return temporary
}
