import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts'

/** Every parent is searchable by everyone, and what lies there can be made anew. */
export const STAGING_FOLDER = '/var/cache/home-zenith'

const OLD_DRAFT_MS = 3_600_000

/**
 * Puts the binaries where any user can run them: a clone in root's home is closed to all others. Once a version, by hard
 * links where possible, with the symbolic links of the libraries, which npm packages cannot hold.
 * @returns the staged folder
 */
export async function stageBinaries(binaries: string, stagingFolder = STAGING_FOLDER): Promise<string> {
  const { mtimeMs, size, ino } = await stat(join(binaries, 'bin', 'postgres'))
  const key = createHash('sha256').update(`${binaries} ${ino} ${mtimeMs} ${size}`).digest('hex').slice(0, 12)
  const target = join(stagingFolder, `postgres-${key}`)
  await mkdir(stagingFolder, { recursive: true })
  await requireSafeFolder(stagingFolder)
  // A strict umask has closed it.
  await chmod(stagingFolder, 0o755)
  if (await exists(target)) return target

  const draft = await mkdtemp(`${target}.new-`)
  try {
    await copyFolder(binaries, draft)
    await linkLibraries(draft)
    await rename(draft, target).catch((err) => {
      // Another server was faster; its copy is the same.
      if (errnoOf(err) !== 'ENOTEMPTY' && errnoOf(err) !== 'EEXIST') throw err
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  await removeOthers(stagingFolder, target)
  return target
}

/** Who may write here could put programs of his own in place of ours. */
async function requireSafeFolder(folder: string): Promise<void> {
  const { uid, mode } = await lstat(folder)
  if (uid === process.geteuid?.() && (mode & 0o022) === 0) return
  throw new EmbeddedPostgresError(
    'binaries_missing',
    `${folder} holds programs of Home Zenith, yet others may write there. Remove it, or give it to user id ${process.geteuid?.()} with mode 0755.`,
  )
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!isNeeded(entry)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if (entry.isFile()) await linkOrCopy(source, target)
  }
}

function isNeeded(entry: Dirent): boolean {
  return !entry.name.endsWith('.a') && entry.name !== 'pkgconfig' && entry.name !== 'pgxs'
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  const { mode } = await stat(source)
  const isExecutable = (mode & 0o100) !== 0
  const isOpenToAll = (mode & 0o004) !== 0 && (!isExecutable || (mode & 0o001) !== 0)
  if (isOpenToAll && (await link(source, target).then(() => true, isRefusedLink))) return
  await copyFile(source, target)
  await chmod(target, isExecutable ? 0o755 : 0o644)
}

function isRefusedLink(err: unknown): false {
  if (['EXDEV', 'EPERM', 'EMLINK', 'EOPNOTSUPP', 'EACCES'].includes(errnoOf(err))) return false
  throw err
}

async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    const path = join(folder, target.replace(/^native\//, ''))
    await symlink(basename(source), path).catch((err) => {
      if (errnoOf(err) !== 'EEXIST') throw err
    })
  }
}

/** Earlier versions, but for those that a database still runs from. */
async function removeOthers(stagingFolder: string, kept: string): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const programs = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')))
  const used = new Set(programs.map((program) => dirname(dirname(program))))
  for (const name of await readdir(stagingFolder)) {
    const path = join(stagingFolder, name)
    const isOther = /^postgres-[0-9a-f]{12}$/.test(name) && path !== kept && !used.has(path)
    if (isOther || (await isOldDraft(path))) await rm(path, { recursive: true, force: true })
  }
}

/** A young one may be another server's work. */
async function isOldDraft(path: string): Promise<boolean> {
  if (!basename(path).includes('.new-')) return false
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
  return Date.now() - mtimeMs > OLD_DRAFT_MS
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
