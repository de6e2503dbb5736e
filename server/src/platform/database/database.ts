import { PrismaPg } from '@prisma/adapter-pg'
import { Client, type ClientConfig, Pool } from 'pg'
import type { Logger } from '../logger.ts'
import { PrismaClient } from './generated/client.ts'
import { type MigrateOptions, migrate } from './migrate.ts'

/** How to reach a PostgreSQL: a URL, or the folder of a Unix socket. */
export type Connection = { connectionString: string } | { host: string; port: number; user: string; database: string }

export interface Database {
  prisma: PrismaClient
  pool: Pool
  close(): Promise<void>
}

/** For transactions: a busy database, or a lock that others hold, is waited for; the default gives up after 2 s. */
export const patiently = { maxWait: 10_000, timeout: 15_000 }

/** A pool with Prisma on top. Connects when it is first asked; a connection that dies is replaced at the next query. */
export function openDatabase(connection: Connection, log: Logger): Database {
  const pool = new Pool({
    ...clientConfig(connection),
    max: 5,
    // Longer than the time between two batches, so that the steady state opens no connection.
    idleTimeoutMillis: 60_000,
  })
  let isClosing = false
  // Without a listener, a connection that dies while idle would end the process. The pool's end does not wait for the
  // farewell of its connections: the embedded database, which ends next, may cut them off.
  pool.on('error', (err) => isClosing || log.warn({ err }, 'an idle database connection was lost'))
  // The pool does not listen to one that it has lent; whoever has it meets the loss at the next query.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    // Without the arguments of the call, which may be secrets.
    errorFormat: 'minimal',
  })
  return {
    prisma,
    pool,
    async close() {
      isClosing = true
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

/**
 * Applies pending migrations on a connection of its own.
 * @returns the names of the applied ones
 */
export async function migrateDatabase(
  connection: Connection,
  folder: string,
  log: Logger,
  options?: MigrateOptions,
): Promise<string[]> {
  const client = new Client(clientConfig(connection))
  // A lost connection also rejects the query under way; the event itself needs a listener only.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await requireVersion(client)
    return await migrate(client, folder, log, options)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The database is too old for us. */
export class UnsupportedDatabaseError extends Error {
  override name = 'UnsupportedDatabaseError'
}

async function requireVersion(client: Client): Promise<void> {
  const { rows } = await client.query('SHOW server_version_num')
  const version = Number(rows[0].server_version_num)
  if (version >= 130_000) return
  throw new UnsupportedDatabaseError(
    `The database is PostgreSQL ${Math.floor(version / 10_000)}; Home Zenith needs 13 or later. Upgrade it, or leave DATABASE_URL empty to use the embedded one.`,
  )
}

function clientConfig(connection: Connection): ClientConfig {
  return { ...connection, application_name: 'home-zenith', connectionTimeoutMillis: 10_000, keepAlive: true }
}
