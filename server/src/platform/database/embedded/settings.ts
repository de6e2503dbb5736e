import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchownSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, allowedUsers } from './account.ts'

/** The application's role: owner of its database, no superuser, so that no query of ours can run a program. */
export const ROLE = 'zenith'
export const DATABASE = 'zenith'
/** Owner of the cluster, for repairs by hand: `psql -h FOLDER -U postgres zenith`. */
export const SUPERUSER = 'postgres'
/** In the name of the socket only. Told to clients too, lest `PGPORT` sends them elsewhere. */
export const PORT = 5432

const MAP = 'home_zenith'

/**
 * Settings for a small machine with an SD card: what wears the card is the number of flushes, and what wakes the
 * processor is background work on a short timer. On the command line, above every file, so that an upgrade of ours
 * changes them.
 * @param mark tells this data's postmaster from any other one, for every user who can see the process
 */
export function postgresArguments(major: number, mark: string): string[] {
  const settings = {
    'home_zenith.cluster': mark,
    cluster_name: 'home-zenith',
    listen_addresses: '',
    port: PORT,
    // Relative to the data folder: a socket's path ends at 107 bytes, and this one is short at any depth.
    unix_socket_directories: '.',
    unix_socket_permissions: '0700',

    max_connections: 20,
    shared_buffers: '32MB',
    jit: 'off',
    // A history query must not fork workers.
    max_parallel_workers_per_gather: 0,
    max_logical_replication_workers: 0,
    wal_level: 'minimal',
    max_wal_senders: 0,
    bgwriter_delay: '10s',
    wal_writer_delay: '10s',
    autovacuum_naptime: '1h',
    checkpoint_timeout: '30min',
    // Of each page the first change after a checkpoint logs all of it: they are most of what is logged.
    wal_compression: 'on',
    ...(major >= 18 && { io_method: 'sync' }),

    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '[%p %e] ',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: -1,
    // Neither statements nor the values of a row belong in a log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Writes who may connect: by the socket alone, without a password, root and the user whose server this is. */
export function writeAccessFiles(clusterDir: string, account: Account | null): void {
  const pairs = allowedUsers(account).flatMap((user) => [ROLE, SUPERUSER].map((role) => [quote(user), role]))
  const ident = pairs.map(([user, role]) => `${MAP} ${user} ${role}\n`).join('')
  writeDataFile(join(clusterDir, 'pg_hba.conf'), `local all all peer map=${MAP}\n`, account)
  writeDataFile(join(clusterDir, 'pg_ident.conf'), ident, account)
}

function quote(user: string): string {
  return `"${user.replaceAll('"', '""')}"`
}

/** Replaces a file of the database. By renaming, for root must not follow a link that another user laid there. */
export function writeDataFile(path: string, content: string, account: Account | null): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  const descriptor = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    writeSync(descriptor, content)
    if (account) fchownSync(descriptor, account.uid, account.gid)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, path)
}
