import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import { messageOf } from '../message-of.ts'
import { type Connection, migrateDatabase } from './database.ts'
import { sqlStateOf } from './is-database-away.ts'
import type { MigrateOptions } from './migrate.ts'

const firstWaitMs = 500
const longestWaitMs = 30_000

/**
 * Reaches the database, brings its tables up to date and does `begin` with it; tries again, ever less often, until
 * all of it has succeeded. A wrong database is one that may be mended meanwhile: the log says what is wrong with it.
 */
export async function connectDatabase(
  connection: Connection,
  migrations: string,
  begin: () => Promise<void>,
  { log, signal, before }: { log: Logger; signal: AbortSignal; before: NonNullable<MigrateOptions['before']> },
): Promise<void> {
  for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      await migrateDatabase(connection, migrations, log, { before })
      return await begin()
    } catch (error) {
      if (signal.aborted) return
      log.error({ retry_in_ms: waitMs, cause: messageOf(error) }, `the database cannot be used: ${explain(error)}`)
      await delay(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** What a person can do about it, by the SQLSTATE or the system's code. */
export function explain(error: unknown): string {
  const { code: systemCode, syscall, address }: Partial<NodeJS.ErrnoException & { address: string }> = Object(error)
  // Of a TCP connection it is an address: the embedded database has a socket, and no DATABASE_URL.
  if (syscall === 'connect' && address?.startsWith('/')) return `no database runs at the socket ${address}`
  const code = sqlStateOf(error) ?? systemCode
  switch (code) {
    case '28P01':
    case '28000':
      return 'it refuses the user or the password in DATABASE_URL'
    case '3D000':
      return 'it has no database of the name in DATABASE_URL; make it with "createdb"'
    case '42501':
      return 'its user may not create tables there; grant it CREATE on the database and its schema'
    case 'ECONNREFUSED':
      return 'nothing listens at the address in DATABASE_URL'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name in DATABASE_URL is not known'
    case '53100':
      return 'its disk is full; free some space there'
    case '57P03':
      return 'it is starting up'
    default:
      return messageOf(error)
  }
}
