import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lchownSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { chown, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Account, chooseInitAccount } from './account.ts'
import { EmbeddedPostgresError, errnoOf, explainFileError, noSpaceError } from './embedded-postgres-error.ts'
import { DATA_FOLDER, runProgram } from './run-program.ts'
import { DATABASE, ROLE, SUPERUSER } from './settings.ts'

/** The folder and programs of one cluster, and whom they run as (null: as we do). */
export interface Cluster {
  dir: string
  binaries: string
  /** Major version of the binaries. */
  major: number
  account: Account | null
}

/** True when the folder holds a cluster, false when it is missing or empty. */
export function hasCluster(dir: string): boolean {
  return existsSync(dir) && readdirSync(dir).length > 0
}

/**
 * Looks at a cluster that is there already, and mends its owner and mode where root or its owner may.
 * @throws EmbeddedPostgresError `data_of_other_version`, `data_unknown`, `data_not_writable`
 */
export function prepareCluster({ dir, major, account }: Cluster): void {
  requireVersion(dir, major)
  const { uid, mode } = statSync(dir)
  const user = account?.uid ?? process.geteuid?.()
  // A copy that root made, as from a backup.
  if (account && uid === 0) chownTree(dir, account)
  else if (uid !== user) {
    throw new EmbeddedPostgresError(
      'data_not_writable',
      `The database in ${dir} belongs to user id ${uid}, and this server runs as ${user}. Run it as that user, or give the folder away: chown -R ${user} ${dir}`,
    )
  }
  // Copies and backups widen it, and PostgreSQL then refuses to start.
  if ((mode & 0o7777) !== 0o700) chmodSync(dir, 0o700)
}

function requireVersion(dir: string, major: number): void {
  const file = join(dir, 'PG_VERSION')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (version === '') {
    throw new EmbeddedPostgresError(
      'data_unknown',
      `${dir} holds files but no PostgreSQL database. Move it away to start with an empty one, or set another DATA_DIR.`,
    )
  }
  if (version === String(major)) return
  throw new EmbeddedPostgresError(
    'data_of_other_version',
    `The database in ${dir} was made by PostgreSQL ${version}, and this Home Zenith brings ${major}. Nothing was changed. ` +
      'To keep the history, run `zenith backup FILE` with the Home Zenith that made it, move the folder away, and `zenith restore FILE` with this one; ' +
      'to start with an empty one, move the folder away.',
  )
}

/**
 * Makes a new cluster beside its place and moves it there when it is complete and on the disk: whatever stops us
 * on the way leaves nothing that looks like a database.
 * @throws EmbeddedPostgresError `no_space`, `start_failed`, `no_user_entry`
 */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  const parent = dirname(cluster.dir)
  const prefix = `${basename(cluster.dir)}.new-`
  const initAccount = chooseInitAccount(cluster.account)
  try {
    for (const name of await readdir(parent)) {
      if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, maxRetries: 3 })
    }
    const draft = await mkdtemp(join(parent, prefix))
    try {
      if (initAccount) await chown(draft, initAccount.uid, initAccount.gid)
      await fillCluster({ ...cluster, dir: draft, account: initAccount })
      if (cluster.account) chownTree(draft, cluster.account)
      await rename(draft, cluster.dir).catch((err) => Promise.reject(explainMountPoint(err, cluster.dir)))
    } catch (err) {
      await rm(draft, { recursive: true, force: true })
      throw err
    }
    syncFolder(parent)
  } catch (err) {
    throw explainFileError(err, cluster.dir)
  }
}

function explainMountPoint(err: Error, dir: string): Error {
  if (errnoOf(err) !== 'EBUSY') return err
  return new EmbeddedPostgresError(
    'data_not_writable',
    `${dir} is a mount point, and a new database cannot be moved onto one. Mount the disk at ${dirname(dir)} or elsewhere, and make ${dir} a symbolic link to a folder on it.`,
    { cause: err },
  )
}

async function fillCluster({ dir, binaries, account }: Cluster): Promise<void> {
  const run = async (program: string, args: string[], input?: string): Promise<void> => {
    const file = join(binaries, 'bin', program)
    const { code, output } = await runProgram({ file, args, account, dataFolder: dir, signalAtOurDeath: 'KILL' }, input)
    if (code === 0) return
    if (output.includes('No space left on device')) throw noSpaceError(dirname(dir))
    throw new EmbeddedPostgresError('start_failed', `The database could not be made in ${dirname(dir)}: ${output}`)
  }
  const form = ['--encoding=UTF8', '--locale=C', '--data-checksums', '--wal-segsize=1']
  const access = [`--username=${SUPERUSER}`, '--auth-local=peer', '--auth-host=reject']
  await run('initdb', ['-D', DATA_FOLDER, ...form, ...access])
  // The database that initdb made takes our name: a new one would cost 7 MB more.
  const statements = [
    `CREATE ROLE ${ROLE} LOGIN CREATEDB`,
    `GRANT pg_monitor TO ${ROLE}`,
    `ALTER DATABASE postgres RENAME TO ${DATABASE}`,
    `ALTER DATABASE ${DATABASE} OWNER TO ${ROLE}`,
  ]
  const single = ['--single', '-D', DATA_FOLDER, '-c', 'exit_on_error=true', 'template1']
  await run('postgres', single, statements.map((statement) => `${statement};\n`).join(''))
}

/** Links are given away themselves and never followed. */
function chownTree(folder: string, { uid, gid }: Account): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) chownTree(path, { uid, gid })
    else lchownSync(path, uid, gid)
  }
  lchownSync(folder, uid, gid)
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  fsyncSync(descriptor)
  closeSync(descriptor)
}
