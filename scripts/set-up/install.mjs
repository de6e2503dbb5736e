import { accessSync, constants, existsSync, rmSync, statfsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isNetworkFailure } from './explain-failure.mjs'
import { fingerprintContents, unlessAbsent } from './fingerprint.mjs'
import { describeMachine, listMismatches } from './match-installed.mjs'
import { CommandFailure } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { isStamped, writeStamp } from './stamps.mjs'

const manifests = ['package.json', 'contract/package.json', 'server/package.json', 'dashboard/package.json']

// Measured: node_modules takes 0.82 GB, what is built 0.01, npm's cache of the packages 0.39.
const neededBytes = 0.9e9
const neededCacheBytes = 0.4e9

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
  if (listMismatches(root, describeMachine()).length === 0) {
    writeStamp(stampOf(root), fingerprintInstall(root), noteOf(root))
    return
  }
  const usualCache = env.npm_config_cache ?? join(env.HOME ?? homedir(), '.npm')
  const ownCache = isCacheWritable(usualCache) ? null : join(stateDir, 'npm-cache')
  if (!existsSync(join(root, 'node_modules'))) refuseSmallDisk(root, ownCache ?? usualCache)

  const npm = findNpm(env)
  const shared = [...npm.args, '--no-update-notifier', ...(ownCache ? [`--cache=${ownCache}`] : [])]
  await reachRegistry({ command: npm.command, args: shared, run })
  // npm removes node_modules bit by bit: its note must not outlive what it describes.
  rmSync(stampOf(root), { force: true })
  rmSync(noteOf(root), { force: true })
  try {
    await run({
      title: 'installing packages',
      command: npm.command,
      args: [...shared, ...ciArguments],
      // npm warns of files that it could not write, goes on, and ends well.
      giveUpOn: /TAR_ENTRY_ERROR|ENOSPC/,
    })
  } catch (error) {
    // Half an install is of no use, and a full disk hurts whatever else runs on this machine.
    if (/ENOSPC/.test(error.output)) rmSync(join(root, 'node_modules'), { recursive: true, force: true })
    throw error
  } finally {
    if (ownCache) rmSync(ownCache, { recursive: true, force: true })
  }
  // npm leaves out optional packages that it could not fetch, and says nothing.
  const leftOut = listMismatches(root, describeMachine()).filter((path) => path.includes('node_modules'))
  if (leftOut.length > 0) {
    const names =
      leftOut.length > 3 ? `${leftOut.slice(0, 3).join(', ')} and ${leftOut.length - 3} more` : leftOut.join(', ')
    throw new SetUpError(`npm left out ${names}: the network may have failed for a moment, so try once more`)
  }
  writeStamp(stampOf(root), fingerprintInstall(root), noteOf(root))
}

/** Without a network npm tries hundreds of packages for minutes, having removed what was installed: so it is asked first. */
async function reachRegistry({ command, args, run }) {
  try {
    await run({
      title: 'asking the package registry',
      command,
      args: [...args, 'ping', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000'],
      isQuiet: true,
    })
  } catch (error) {
    // A registry without this call, or one that wants no strangers, may still have the packages.
    if (!(error instanceof CommandFailure) || isNetworkFailure(error.output)) throw error
  }
}

// All that the build needs whatever NODE_ENV and the user's own settings leave out, and no script of any package.
const ciArguments = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--ignore-scripts',
  '--package-lock',
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--no-progress',
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

function isCacheWritable(cache) {
  return [cache, join(cache, '_cacache'), join(cache, '_cacache/tmp')].every(isWritable)
}

function isWritable(path) {
  try {
    accessSync(findNearest(path), constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path itself or, where it is not there yet, the nearest folder above that is. */
function findNearest(path) {
  return existsSync(path) || dirname(path) === path ? path : findNearest(dirname(path))
}

function refuseSmallDisk(root, cache) {
  const stats = unlessAbsent(() => statfsSync(root))
  const free = stats ? stats.bavail * stats.bsize : Number.POSITIVE_INFINITY
  const sharesDisk = statSync(findNearest(cache)).dev === statSync(root).dev
  const needed = neededBytes + (sharesDisk ? neededCacheBytes : 0)
  if (free >= needed) return
  const inGigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`
  throw new SetUpError(`the disk of ${root} has ${inGigabytes(free)} free, and ${inGigabytes(needed)} are needed`)
}
