import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Whom the database's processes run as. */
export interface Account {
  uid: number
  gid: number
}

// Free for use: Debian gives out 1000-59999 and systemd names 60706-61183 as unused (systemd.io/UIDS-GIDS). Below 65536,
// for a container with a user namespace often maps no more.
const FIRST_PRIVATE_ID = 60_880
const LAST_PRIVATE_ID = 61_183

/**
 * Whom the database runs as when we are root, which PostgreSQL refuses: the owner of the data, so that it stays the same
 * over starts and root can run what a user began; for data that is root's or not there yet, an id that nobody has.
 * @returns null for an ordinary user, who runs it as himself
 * @throws EmbeddedPostgresError `no_user_entry`, `privileges_kept`
 */
export function chooseAccount(dataDir: string, clusterDir: string): Account | null {
  if (process.geteuid?.() !== 0) {
    requireNameOfUs()
    return null
  }
  for (const folder of [clusterDir, dataDir]) {
    const owner = statSync(folder, { throwIfNoEntry: false })
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  }
  const taken = new Set([...readEntries('/etc/passwd'), ...readEntries('/etc/group')].map((entry) => entry.id))
  for (let id = FIRST_PRIVATE_ID; id <= LAST_PRIVATE_ID; id++) if (!taken.has(id)) return { uid: id, gid: id }
  throw new EmbeddedPostgresError(
    'privileges_kept',
    `Every user id from ${FIRST_PRIVATE_ID} to ${LAST_PRIVATE_ID} is taken, so the database, which must not run as root, has none. Run Home Zenith as an ordinary user.`,
  )
}

/**
 * Whom initdb runs as: it asks for the name of its user, which a private id has not.
 * @throws EmbeddedPostgresError `no_user_entry`
 */
export function chooseInitAccount(account: Account | null): Account | null {
  if (!account) return null
  const users = readEntries('/etc/passwd')
  if (users.some((user) => user.id === account.uid)) return account
  const nobody = users.find((user) => user.name === 'nobody' && user.id !== 0)
  if (nobody) return { uid: nobody.id, gid: nobody.id }
  throw new EmbeddedPostgresError(
    'no_user_entry',
    'There is no user `nobody` in /etc/passwd, as whom root makes the database. Add it, or run Home Zenith as an ordinary user.',
  )
}

/** The users of this machine who may use the database: root, we, and the owner of the data. */
export function allowedUsers(account: Account | null): string[] {
  const owner = account && readEntries('/etc/passwd').find((user) => user.id === account.uid)?.name
  return [...new Set(['root', nameOfUs(), owner])].filter((name) => typeof name === 'string')
}

/** initdb asks for it, and so does the database when we connect. */
function requireNameOfUs(): void {
  if (nameOfUs() !== null) return
  throw new EmbeddedPostgresError(
    'no_user_entry',
    `User id ${process.geteuid?.()} has no entry in /etc/passwd, and PostgreSQL needs one. ` +
      'Run as a user that has one (in a container, mount a passwd file that names this id), or set DATABASE_URL.',
  )
}

function nameOfUs(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}

function readEntries(file: '/etc/passwd' | '/etc/group'): { name: string; id: number }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length > 2)
    .map(([name = '', , id]) => ({ name, id: Number(id) }))
}
