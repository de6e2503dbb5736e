import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { unlessAbsent } from './fingerprint.mjs'

const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies']

/**
 * Where what npm noted as installed is not what the lock file asks for on this machine, development packages included.
 * Without any, an install by hand (`npm install`, `npm ci`) needs no second one.
 * @param {string} root
 * @param {{ os: string, cpu: string, libc: string | null }} machine
 * @returns {string[]} paths
 */
export function listMismatches(root, machine) {
  const lock = readJson(join(root, 'package-lock.json'))
  const notePath = join(root, 'node_modules/.package-lock.json')
  const note = readJson(notePath)
  if (!lock) return ['package-lock.json']
  if (!note) return ['node_modules']
  const notedAt = statSync(notePath).mtimeMs

  const matches = ([path, entry]) => {
    if (!path.includes('node_modules/')) return isManifestLocked(root, path, entry)
    if (!isWanted(entry, machine)) return true
    const installed = note.packages[path]
    const stats = unlessAbsent(() => lstatSync(join(root, path)))
    if (!installed || !stats) return false
    if (entry.link) return stats.isSymbolicLink()
    // A package changed after npm's note was cut short by an install that never ended; npm judges by this, too.
    return installed.version === entry.version && installed.integrity === entry.integrity && stats.mtimeMs <= notedAt
  }
  return Object.entries(lock.packages)
    .filter((locked) => !matches(locked))
    .map(([path]) => path || 'package.json')
}

/** Whether a lock entry has to be installed here: the optional ones for other machines do not. */
export function isWanted(entry, machine) {
  const { os, cpu, libc } = entry
  if (!entry.optional) return !entry.peer
  if (!os && !cpu) return false
  return allows(os, machine.os) && allows(cpu, machine.cpu) && allows(libc, machine.libc)
}

/** @returns {{ os: string, cpu: string, libc: string | null }} */
export function describeMachine() {
  const { glibcVersionRuntime } = /** @type {any} */ (process.report.getReport()).header
  const libc = process.platform === 'linux' ? (glibcVersionRuntime ? 'glibc' : 'musl') : null
  return { os: process.platform, cpu: process.arch, libc }
}

function allows(list, value) {
  if (!list) return true
  if (list.includes(`!${value}`)) return false
  return list.includes(value) || list.includes('any') || list.every((name) => name.startsWith('!'))
}

function isManifestLocked(root, path, entry) {
  const manifest = readJson(join(root, path, 'package.json'))
  return (
    manifest !== null && dependencyFields.every((field) => isDeepStrictEqual(manifest[field] ?? {}, entry[field] ?? {}))
  )
}

function readJson(path) {
  const text = unlessAbsent(() => readFileSync(path, 'utf8'))
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
