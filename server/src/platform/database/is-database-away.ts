// Connection exceptions (class 08), shutdown and start-up (57P), no room on disk, in memory, or for another connection (class 53).
const awaySqlStates = /^(08...|57P0[123]|53...)$/
const awaySystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
// What `pg` says without a code, by the text of its sources.
const awayMessages =
  /^(Connection terminated|timeout (exceeded )?when trying to connect|Client has encountered a connection error|Connection ended unexpectedly)/
/** @see https://www.prisma.io/docs/orm/reference/error-reference: cannot reach, timed out, closed, pool exhausted */
const awayPrismaCodes = new Set(['P2028', 'P1001', 'P1002', 'P1008', 'P1017', 'P2024'])

/** The SQLSTATE of an error of `pg`, of Prisma, or of what either wraps. */
export function sqlStateOf(error: unknown): string | undefined {
  for (const link of causes(error)) {
    for (const code of [link.originalCode, link.code]) {
      if (
        typeof code === 'string' &&
        /^[0-9A-Z]{5}$/.test(code) &&
        !awaySystemCodes.has(code) &&
        !/^P\d{4}$/.test(code)
      )
        return code
    }
  }
  return undefined
}

// Data exceptions, a value that has to be there, a check.
const refusals = /^(22...|23502|23514)$/

/** Whether the database refuses what it was given for its content, which no later attempt would change. */
export function isRefused(error: unknown): boolean {
  return refusals.test(sqlStateOf(error) ?? '')
}

/** Whether the database could not be reached, or had no room, so that the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const sqlState = sqlStateOf(error)
  if (sqlState !== undefined && awaySqlStates.test(sqlState)) return true
  for (const { code, message, kind } of causes(error)) {
    if (typeof code === 'string' && awayPrismaCodes.has(code)) return true
    if (typeof code === 'string' && awaySystemCodes.has(code) && isFromDatabase(error)) return true
    if (typeof message === 'string' && awayMessages.test(message)) return true
    if (kind === 'DatabaseNotReachable' || kind === 'ConnectionClosed' || kind === 'SocketTimeout') return true
  }
  return false
}

interface Link {
  code?: unknown
  originalCode?: unknown
  message?: unknown
  kind?: unknown
  syscall?: unknown
}

// Prisma keeps what the driver threw in `meta.driverAdapterError`, everybody else in `cause`.
function* causes(error: unknown): Generator<Link> {
  const seen = new Set<unknown>()
  for (let link: unknown = error; typeof link === 'object' && link !== null && !seen.has(link); ) {
    seen.add(link)
    yield link as Link
    const { cause, meta }: { cause?: unknown; meta?: { driverAdapterError?: unknown } } = link
    link = meta?.driverAdapterError ?? cause
  }
}

// A file that is missing is ENOENT, too: only `connect` and the socket's own calls speak of the database. Prisma's raw
// queries leave them in the text alone.
function isFromDatabase(error: unknown): boolean {
  for (const { syscall, message } of causes(error)) {
    if (typeof syscall === 'string' && ['connect', 'read', 'write', 'getaddrinfo'].includes(syscall)) return true
    if (typeof message === 'string' && /\b(connect|read|write|getaddrinfo) E[A-Z]+\b/.test(message)) return true
  }
  return false
}
