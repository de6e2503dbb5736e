import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ClientBase, Pool } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { BackupError } from './backup-error.ts'
import { endOfRows, formatVersion, type Head, lineOf } from './format.ts'
import { listTables } from './list-tables.ts'
import { requireKnown } from './migrations.ts'
import { type Selection, selectColumns } from './select-columns.ts'
import { withClient } from './with-client.ts'

/** How far it is, at each table's beginning and again as its rows pass. */
export interface Progress {
  table: string
  /** From 1 to `tables`. */
  number: number
  tables: number
  /** Of all tables so far, uncompressed. */
  bytes: number
}

export interface WriteOptions {
  version: string
  nowMs: number
  /** The migrations that this program knows. */
  known: readonly string[]
  withSecrets: boolean
  /** Stands for the hash of every user's password, without secrets. */
  passwordHash: string
  /** Files of DATA_DIR to take along, by their names. */
  files: Record<string, Buffer>
  onProgress(progress: Progress): void
  signal: AbortSignal
}

/**
 * Writes all that the database holds at one moment to `sink`, in little memory, while others go on using it.
 * @throws {BackupError} when there is nothing to back up, or a newer version has used the database
 */
export async function writeBackup(pool: Pool, sink: Writable, options: WriteOptions): Promise<Head> {
  return withClient(pool, async (client) => {
    const migrations = await requireKnown(client, options.known)
    if (migrations.length === 0) throw new BackupError('the database is empty: there is nothing to back up yet')
    const selections = selectColumns(await listTables(client), options)
    await beginSnapshot(client, selections)
    const head = await describe(client, selections, migrations, options)
    await pipeline(sealed(contentOf(client, head, selections, options)), createGzip(), sink, { signal: options.signal })
    return head
  })
}

/** Forms that every version of PostgreSQL reads, whatever the settings of the server; no limit of time. */
export const plainForms = `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`

/** Of one moment; the locks, taken before it, keep expired partitions until they are read. */
async function beginSnapshot(client: ClientBase, selections: readonly Selection[]): Promise<void> {
  const names = selections.map(({ table }) => client.escapeIdentifier(table.name))
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
  await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`)
  await client.query(plainForms)
}

async function describe(
  client: ClientBase,
  selections: readonly Selection[],
  migrations: string[],
  { version, nowMs, withSecrets, files }: WriteOptions,
): Promise<Head> {
  const hosts = await client.query<Head['hosts'][number]>('SELECT id, key, hostname FROM hosts ORDER BY id')
  return {
    format: 'home-zenith-backup',
    format_version: formatVersion,
    version,
    created_at: new Date(nowMs).toISOString(),
    with_secrets: withSecrets,
    migrations,
    hosts: hosts.rows,
    tables: selections.map(({ table: { name, partitions }, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
      partitions,
    })),
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')])),
  }
}

async function* contentOf(
  client: ClientBase,
  head: Head,
  selections: readonly Selection[],
  { onProgress }: WriteOptions,
): AsyncGenerator<Buffer> {
  let bytes = 0
  yield lineOf(head)
  for (const [index, { table, columns }] of selections.entries()) {
    const tell = () => onProgress({ table: table.name, number: index + 1, tables: selections.length, bytes })
    tell()
    yield lineOf({ table: table.name })
    const list = columns.map(({ sql }) => sql).join(', ')
    const rows = client.query(copyTo(`COPY (SELECT ${list} FROM ${client.escapeIdentifier(table.name)}) TO STDOUT`))
    for await (const chunk of rows as AsyncIterable<Buffer>) {
      bytes += chunk.length
      tell()
      yield chunk
    }
    yield endOfRows
  }
}

async function* sealed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  for await (const chunk of chunks) {
    digest.update(chunk)
    yield chunk
  }
  yield lineOf({ sha256: digest.digest('hex') })
}
