import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const notSource = /^(node_modules|dist|coverage|\..*)$|\.test\.(ts|tsx|mjs)$/

/**
 * One hash of what a build depends on: path, size and time of change of every source file below `paths`.
 * Tests, hidden files and what is itself built are left out; a path that does not exist counts as absent.
 * @param {string} root
 * @param {string[]} paths files or folders, relative to root
 * @param {string} [also] whatever else the result depends on
 */
export function fingerprintSources(root, paths, also = '') {
  const hash = createHash('sha256').update(also)
  for (const path of paths) addPath(hash, root, path)
  return hash.digest('hex')
}

/**
 * One hash of the contents of `paths`, for the few files whose time of change says nothing.
 * @param {string} root
 * @param {string[]} paths
 * @param {string} [also]
 */
export function fingerprintContents(root, paths, also = '') {
  const hash = createHash('sha256').update(also)
  for (const path of paths) {
    const content = unlessAbsent(() => readFileSync(join(root, path)))
    hash.update(`\n${path} ${content?.length ?? 'absent'}\n`).update(content ?? '')
  }
  return hash.digest('hex')
}

function addPath(hash, root, path) {
  const stats = unlessAbsent(() => statSync(join(root, path)))
  if (stats?.isDirectory()) {
    const names = readdirSync(join(root, path)).filter((name) => !notSource.test(name))
    for (const name of names.sort()) addPath(hash, root, `${path}/${name}`)
  } else {
    hash.update(`\n${path} ${stats ? `${stats.size} ${stats.mtimeMs}` : 'absent'}`)
  }
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T | null}
 */
export function unlessAbsent(read) {
  try {
    return read()
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  }
}
