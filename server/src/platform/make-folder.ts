import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those that lead to it, for this user alone. Not by Node's recursive form: where a folder answers ENOENT,
 * as /proc does, it tries for ever, and of a read-only file system it says ENOENT.
 * @throws what the system says of the first that cannot be made
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (err) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw err
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
