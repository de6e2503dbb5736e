import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Logger } from 'pino'

/** One line of the database's log, as `log_line_prefix` in the settings shapes it. */
export interface LogLine {
  severity: string
  /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
  sqlState: string
  message: string
  postgresPid: number
}

type Level = 'debug' | 'info' | 'warn' | 'error'

const levels: Record<string, Level> = {
  INFO: 'info',
  NOTICE: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'error',
}

// What the client is told and deals with (a taken name, a lock it did not get, a retry), and what any stop or start brings.
const EXPECTED = /^(23...|40...|55P03|57014|57P01|57P03)$/

const REMARKABLE = /was terminated by signal|exited with exit code|not properly shut down|reinitializing/

export function parseLogLine(line: string): LogLine | null {
  const parts = /^\[(\d+) (\w{5})\] ([A-Z]+\d?): {2}(.*)$/.exec(line)
  if (!parts) return null
  const [, pid, sqlState = '', severity = '', message = ''] = parts
  return { severity, sqlState, message, postgresPid: Number(pid) }
}

export function levelOf({ severity, sqlState, message }: LogLine): Level {
  if (severity !== 'PANIC' && EXPECTED.test(sqlState)) return 'debug'
  if (severity === 'LOG' && REMARKABLE.test(message)) return 'warn'
  return levels[severity] ?? 'debug'
}

/** Passes each line of the database's log on to ours. A line that goes on from the one before takes its level. */
export function forwardLog(output: Readable, log: Logger, onLine: (line: LogLine) => void): void {
  let level: Level = 'warn'
  createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (text) => {
    const line = parseLogLine(text)
    if (!line) {
      if (text.trim() !== '') log[level](text.trim())
      return
    }
    level = levelOf(line)
    const { message, ...context } = line
    log[level](context, message)
    onLine(line)
  })
}
