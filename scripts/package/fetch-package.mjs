import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The folder of a npm package as the lock file names it, also when it is for another processor than this one: then it is
 * downloaded once and kept in `.setup`.
 * @param {string} root
 * @param {string} name
 * @throws when it is not what the lock file names
 */
export function fetchPackage(root, name) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {}
  if (!version) throw new Error(`package-lock.json names no ${name}`)
  const installed = join(root, 'node_modules', name)
  if (existsSync(installed)) return installed

  const folder = join(root, '.setup/packages', `${name.replaceAll('/', '+')}@${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(join(root, '.setup/packages'), { recursive: true })
  const draft = mkdtempSync(`${folder}.new-`)
  try {
    execFileSync('npm', ['pack', '--silent', `${name}@${version}`, '--pack-destination', draft], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const archive = join(draft, `${name.replace('@', '').replaceAll('/', '-')}-${version}.tgz`)
    requireIntegrity(archive, integrity)
    execFileSync('tar', ['-xzf', archive, '-C', draft, '--strip-components=1', '--no-same-owner'])
    rmSync(archive)
    renameSync(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

/** @throws when the file is not the one with this integrity, as lock files write it */
export function requireIntegrity(file, integrity) {
  const [algorithm = '', expected] = String(integrity).split(/-(.*)/)
  const found = createHash(algorithm).update(readFileSync(file)).digest('base64')
  if (found !== expected)
    throw new Error(`${file} is not the package that package-lock.json names: ${algorithm} ${found}`)
}
