import { addAbortSignal, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { sqlStateOf } from '../platform/database/index.ts'
import { BackupError } from './backup-error.ts'
import { chooseHost } from './choose-host.ts'
import type { Head } from './format.ts'
import { listTables } from './list-tables.ts'
import { listApplied } from './migrations.ts'
import { type OpenBackup, readBackup } from './read-backup.ts'
import { isOurs } from './select-columns.ts'
import { withClient } from './with-client.ts'
import { type Progress, plainForms } from './write-backup.ts'

export interface RestoreOptions {
  /** The migrations that this program knows. */
  known: readonly string[]
  /** This machine's. */
  hostKey: string
  /** Which host of the backup this machine is: an id, a name, or `none`. */
  host?: string
  /** Applies these migrations and no others. */
  migrate(names: readonly string[]): Promise<void>
  makePartitions(table: string, timesMs: number[]): Promise<void>
  onProgress(progress: Progress): void
  signal: AbortSignal
}

export interface Restored {
  head: Head
  rows: number
  /** The host that goes on as this machine. */
  host: Head['hosts'][number] | null
}

/**
 * Fills an empty database from a backup: all of it or, on any error, none. The tables are made as they were when it was
 * written; what later migrations change, they then change in it as in a database that lived on.
 * @throws {BackupError} when the backup cannot be used, or the database is not empty or in use
 */
export async function restoreBackup(pool: Pool, source: Readable, options: RestoreOptions): Promise<Restored> {
  return withClient(pool, async (client) => {
    await requireAlone(client)
    await requireEmpty(client)
    // Else a source that has no more to give for now would be waited for.
    const backup = await readBackup(addAbortSignal(options.signal, source))
    // Else a connection that dies between two tables would be noticed with the next.
    client.once('error', backup.close)
    try {
      return await restore(client, backup, options)
    } finally {
      backup.close()
    }
  })
}

async function restore(client: PoolClient, backup: OpenBackup, options: RestoreOptions): Promise<Restored> {
  const { head } = backup
  const hostId = chooseHost(head.hosts, options.hostKey, options.host)
  await requireVersion(client, head, options.known)
  await options.migrate(head.migrations)
  // Before a name of the file goes into a statement.
  const takeIn = columnLists(head, await listTables(client))
  for (const { name, partitions } of head.tables) {
    if (partitions.length > 0) await options.makePartitions(name, partitions)
  }

  await client.query('BEGIN')
  // A server that starts now waits here, and finds it done.
  await client.query('LOCK TABLE hosts IN ACCESS EXCLUSIVE MODE')
  await requireEmpty(client)
  await client.query(plainForms)
  const rows = await copyTables(client, backup, takeIn, options)
  await setSequences(client)
  if (hostId !== null) await client.query('UPDATE hosts SET key = $1 WHERE id = $2', [options.hostKey, hostId])
  options.signal.throwIfAborted()
  await client.query('COMMIT')

  await client.query('ANALYZE')
  await options.migrate(options.known)
  return { head, rows, host: head.hosts.find(({ id }) => id === hostId) ?? null }
}

/** A server would go on writing, and has in memory what it wrote. */
async function requireAlone(client: ClientBase): Promise<void> {
  // A connection that has just been closed is listed for a moment longer.
  for (let triesLeft = 20; await isShared(client); triesLeft -= 1) {
    if (triesLeft === 0) throw new BackupError('a Home Zenith is using this database: stop it, and restore again')
    await delay(100)
  }
}

async function isShared(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'home-zenith' AND pid <> pg_backend_pid()`,
  )
  return rowCount !== 0
}

async function requireEmpty(client: ClientBase): Promise<void> {
  for (const { name } of (await listTables(client)).filter(isOurs)) {
    const { rowCount } = await client.query(`SELECT FROM ${client.escapeIdentifier(name)} LIMIT 1`)
    if (!rowCount) continue
    throw new BackupError(
      `the database is not empty (${name} has rows), and a backup is restored into an empty one only. Move DATA_DIR/postgres away, or give DATABASE_URL a new database, and restore again`,
    )
  }
}

async function requireVersion(client: ClientBase, head: Head, known: readonly string[]): Promise<void> {
  const unknown = head.migrations.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new BackupError(
      `the backup was made by a newer Home Zenith (${head.version}; it has the migration ${unknown}): restore it with that version`,
    )
  }
  const later = (await listApplied(client)).find((name) => !head.migrations.includes(name))
  if (later !== undefined) {
    throw new BackupError(
      `the empty tables of this database are newer than the backup (they have the migration ${later}). Move DATA_DIR/postgres away, or give DATABASE_URL a new database, and restore again: it is brought up to date then`,
    )
  }
}

/** What is copied into each table; names from the file are used only as far as the database has them. */
function columnLists(head: Head, tables: Awaited<ReturnType<typeof listTables>>): Map<string, string[]> {
  const known = new Map(tables.map((table) => [table.name, table]))
  return new Map(
    head.tables.map(({ name, columns }) => {
      const missing = columns.find((column) => !known.get(name)?.columns.includes(column))
      if (missing !== undefined) throw new BackupError(`the backup is damaged: there is no ${name}.${missing}`)
      return [name, columns]
    }),
  )
}

async function copyTables(
  client: ClientBase,
  backup: OpenBackup,
  columnsOf: ReadonlyMap<string, string[]>,
  { onProgress, signal }: RestoreOptions,
): Promise<number> {
  let [number, bytes, count] = [0, 0, 0]
  for await (const { name, rows } of backup.tables()) {
    const columns = columnsOf.get(name)
    if (!columns) throw new BackupError(`the backup is damaged: its head does not name the table ${name}`)
    number += 1
    const tell = () => onProgress({ table: name, number, tables: columnsOf.size, bytes })
    tell()
    const watched = async function* () {
      for await (const chunk of rows) {
        bytes += chunk.length
        tell()
        yield chunk
      }
    }
    const [table, ...list] = [name, ...columns].map((part) => client.escapeIdentifier(part))
    const copy = client.query(copyFrom(`COPY ${table} (${list.join(', ')}) FROM STDIN`))
    copy.once('error', backup.close)
    await pipeline(watched(), copy, { signal }).catch(explainRows)
    count += copy.rowCount
  }
  if (number < columnsOf.size) throw new BackupError('the backup is damaged: it lacks tables that its head names')
  return count
}

// Values that no column takes (class 22), rows that cannot be there (class 23): not as they were written.
function explainRows(error: unknown): never {
  if (!/^2[23]/.test(sqlStateOf(error) ?? '')) throw error
  throw new BackupError('the backup is damaged: it has rows that cannot be', { cause: error })
}

/** Numbers that the database gives out go on behind the greatest that is in use. */
async function setSequences(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
    `SELECT d.objid::regclass::text AS sequence, d.refobjid::regclass::text AS table, a.attname::text AS column
      FROM pg_depend d
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_namespace n ON n.oid = s.relnamespace AND n.nspname = current_schema()
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')`,
  )
  for (const { sequence, table, column } of rows) {
    const greatest = `max(${client.escapeIdentifier(column)})`
    await client.query(`SELECT setval($1::regclass, coalesce(${greatest}, 1), ${greatest} IS NOT NULL) FROM ${table}`, [
      sequence,
    ])
  }
}
