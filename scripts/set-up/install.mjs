import { accessSync, constants, existsSync, rmSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fingerprintContents, unlessAbsent } from './fingerprint.mjs'
import { describeMachine, matchesInstalled } from './match-installed.mjs'
import { SetUpError } from './set-up-error.mjs'
import { isStamped, writeStamp } from './stamps.mjs'

const manifests = ['package.json', 'contract/package.json', 'server/package.json', 'dashboard/package.json']

// node_modules takes 0.7 GB, npm's cache of it 0.2 GB, what is built some MB.
const neededBytes = 1.2e9

const stampOf = (root) => join(root, 'node_modules/.home-zenith.json')
const noteOf = (root) => join(root, 'node_modules/.package-lock.json')

/** What an install depends on: the lock, the manifests, the platform, and Node's major version. */
export function fingerprintInstall(root) {
  const platform = `${process.platform} ${process.arch} ${process.versions.node.split('.')[0]}`
  return fingerprintContents(root, ['package-lock.json', ...manifests], platform)
}

/** The stamp lies in node_modules and vouches for npm's own note there: whoever changes the one removes or voids the other. */
export function isInstalled(root) {
  return isStamped(stampOf(root), fingerprintInstall(root), noteOf(root))
}

/** @param {import('./steps.mjs').Context} context */
export async function install({ root, env, stateDir, run }) {
  if (matchesInstalled(root, describeMachine())) {
    writeStamp(stampOf(root), fingerprintInstall(root), noteOf(root))
    return
  }
  if (!existsSync(noteOf(root))) refuseSmallDisk(root)
  // npm removes node_modules bit by bit: its note must not outlive what it describes.
  rmSync(stampOf(root), { force: true })
  rmSync(noteOf(root), { force: true })

  const ownCache = isCacheWritable(env) ? null : join(stateDir, 'npm-cache')
  const { command, args } = findNpm(env)
  await run({
    title: 'installing packages',
    command,
    args: [...args, ...ciArguments, ...(ownCache ? [`--cache=${ownCache}`] : [])],
  })
  if (ownCache) rmSync(ownCache, { recursive: true, force: true })
  writeStamp(stampOf(root), fingerprintInstall(root), noteOf(root))
}

// All that the build needs whatever NODE_ENV and the user's own settings leave out, and no script of any package.
const ciArguments = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--ignore-scripts',
  '--package-lock',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--no-update-notifier',
  '--loglevel=warn',
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=8000',
]

/** The npm that runs us, or else the one on the PATH; pnpm and yarn set the same variables, and cannot read this lock. */
export function findNpm(env) {
  const path = env.npm_execpath
  if (path && basename(path) === 'npm-cli.js' && existsSync(path)) {
    return { command: env.npm_node_execpath ?? process.execPath, args: [path] }
  }
  return { command: 'npm', args: [] }
}

function isCacheWritable(env) {
  const cache = env.npm_config_cache ?? join(env.HOME ?? homedir(), '.npm')
  return [cache, join(cache, '_cacache'), join(cache, '_cacache/tmp')].every(isWritable)
}

/** A path that does not exist yet is as writable as the nearest folder above it that does. */
function isWritable(path) {
  if (!existsSync(path)) return dirname(path) !== path && isWritable(dirname(path))
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

function refuseSmallDisk(root) {
  const stats = unlessAbsent(() => statfsSync(root))
  const free = stats ? stats.bavail * stats.bsize : Number.POSITIVE_INFINITY
  if (free >= neededBytes) return
  const inGigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`
  throw new SetUpError(`the disk of ${root} has ${inGigabytes(free)} free, and ${inGigabytes(neededBytes)} are needed`)
}
