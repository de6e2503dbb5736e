// Makes package-lock.json usable everywhere: `node scripts/tidy-lock.mjs`, after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Removes the addresses of one registry, which another network may not reach, and the names of optional packages that the
 * registry lacked when the lock was written, for which npm 11 refuses the whole lock.
 * @param {any} lock as parsed
 * @returns {{ lock: any, removed: string[] }} a tidy copy, and what was wrong
 */
export function tidyLock(lock) {
  const tidy = structuredClone(lock)
  const removed = []
  for (const [path, entry] of Object.entries(tidy.packages)) {
    if (entry.resolved && !entry.link) {
      removed.push(`${path}: resolved ${entry.resolved}`)
      delete entry.resolved
    }
    // The project's own entries mirror their package.json, which is not ours to change.
    if (!path.includes('node_modules/')) continue
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (isLocked(tidy.packages, path, name)) continue
      removed.push(`${path}: optional ${name}`)
      delete entry.optionalDependencies[name]
    }
    if (entry.optionalDependencies && Object.keys(entry.optionalDependencies).length === 0)
      delete entry.optionalDependencies
  }
  return { lock: tidy, removed }
}

/** Whether the lock has `name` where Node would find it from `path`: there, or in any node_modules above. */
function isLocked(packages, path, name) {
  for (let place = path; ; place = place.slice(0, place.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    if (packages[`${place}${place && '/'}node_modules/${name}`]) return true
    if (place === '') return false
    if (!place.includes('node_modules/')) return Boolean(packages[`node_modules/${name}`])
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  const { lock, removed } = tidyLock(JSON.parse(readFileSync(path, 'utf8')))
  if (removed.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
  for (const what of removed) console.log(`removed ${what}`)
}
