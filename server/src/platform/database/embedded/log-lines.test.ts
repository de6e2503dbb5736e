import { expect, test } from 'vitest'
import { levelOf, parseLogLine } from './log-lines.ts'

test.each([
  ['[7 00000] LOG:  database system is ready to accept connections', 'debug'],
  ['[7 00000] LOG:  server process (PID 9) was terminated by signal 9: Killed', 'warn'],
  ['[7 00000] LOG:  database system was not properly shut down; automatic recovery in progress', 'warn'],
  ['[7 01000] WARNING:  page verification failed, calculated checksum 1 but expected 2', 'warn'],
  ['[7 53100] ERROR:  could not extend file: No space left on device', 'error'],
  ['[7 23505] ERROR:  duplicate key value violates unique constraint "users_email_key"', 'debug'],
  ['[7 57P01] FATAL:  terminating connection due to administrator command', 'debug'],
  ['[7 42501] FATAL:  data directory has wrong ownership', 'error'],
  ['[7 XX000] PANIC:  could not write to file "pg_wal/x"', 'error'],
  ['[7 00000] DEBUG1:  x', 'debug'],
])('%s -> %s', (text, level) => {
  const line = parseLogLine(text)
  expect(line && levelOf(line)).toBe(level)
})

test('takes a line apart', () => {
  expect(parseLogLine('[12 42P01] ERROR:  relation "a: b" does not exist')).toEqual({
    postgresPid: 12,
    sqlState: '42P01',
    severity: 'ERROR',
    message: 'relation "a: b" does not exist',
  })
  expect(parseLogLine('postgres: could not access the server configuration file')).toBeNull()
})
