import { type Logger, pino } from 'pino'

export type { Logger }

/** One JSON line an event on standard output. What is named like a secret is removed, as the last line of defence. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['password', 'token', 'refresh_token', 'access_token', 'setup_code', 'authorization', 'cookie'].flatMap(
        (name) => [name, `*.${name}`],
      ),
      remove: true,
    },
  })
}

/** An error without its other properties: those of `pg` carry the whole connection, with its keys. */
function describeError(err: unknown): unknown {
  if (!(err instanceof Error)) return String(err)
  const { name, message, stack, cause } = err
  const { code } = err as { code?: unknown }
  return {
    type: name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause ? { cause: describeError(cause) } : {}),
  }
}
