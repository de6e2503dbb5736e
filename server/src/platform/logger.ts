import { type Logger, pino } from 'pino'

export type { Logger }

/** One JSON line an event on standard output. What is named like a secret is removed, as the last line of defence. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['password', 'token', 'refresh_token', 'access_token', 'setup_code', 'authorization', 'cookie'].flatMap(
        (name) => [name, `*.${name}`],
      ),
      remove: true,
    },
  })
}
