import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLogger } from './logger.ts'
import { createNotifier } from './notify-systemd.ts'

const launcher = fileURLToPath(new URL('../../../deploy/systemd/with-notify-socket', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zenith-notify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('writes each state to the descriptor', () => {
  const file = join(folder, 'messages')
  const descriptor = openSync(file, 'w')
  const notify = createNotifier(descriptor, createLogger('silent'))
  notify('READY=1')
  notify('STOPPING=1')
  closeSync(descriptor)
  expect(readFileSync(file, 'utf8')).toBe('READY=1STOPPING=1')
})

test('a descriptor that takes nothing is warned of once, and costs nothing else', () => {
  const descriptor = openSync('/dev/full', 'w')
  const warnings: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => warnings.push(line) })
  const notify = createNotifier(descriptor, log)
  notify('WATCHDOG=1')
  notify('WATCHDOG=1')
  closeSync(descriptor)
  expect(warnings).toHaveLength(1)
})

// Perl, as the launcher: Node has no datagram sockets of Unix. `pid` tells that the program was not started by a fork.
const receive = `
  use Socket; socket(my $s, PF_UNIX, SOCK_DGRAM, 0); bind($s, pack_sockaddr_un($ARGV[0] =~ s/^@/\\0/r)) or die $!;
  $| = 1; print "bound\\n"; recv($s, my $message, 100, 0); print $message`

test.each(['path', 'abstract'])('the launcher connects a program to systemd’s socket (%s)', async (kind) => {
  const name = kind === 'path' ? join(folder, 'notify') : `@zenith-test-${process.pid}`
  const receiver = spawn('perl', ['-e', receive, name])
  let received = ''
  receiver.stdout.on('data', (chunk) => (received += chunk))
  await once(receiver.stdout, 'data')
  const program = `process.stdout.write(String(process.ppid) + ' ' + ('NOTIFY_SOCKET' in process.env));
    require('node:fs').writeSync(Number(process.env.NOTIFY_FD), 'READY=1')`
  const printed = execFileSync(launcher, [process.execPath, '-e', program], {
    env: { PATH: process.env.PATH, NOTIFY_SOCKET: name },
    encoding: 'utf8',
  })
  await once(receiver, 'close')
  expect(received).toBe('bound\nREADY=1')
  expect(printed).toBe(`${process.pid} false`)
})

test('the launcher runs the program without systemd, too, and says when nobody listens', () => {
  const run = (environment: Record<string, string>) =>
    execFileSync(launcher, ['/bin/sh', '-c', 'echo "[$NOTIFY_FD]"'], {
      env: environment,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  expect(run({})).toBe('[]\n')
  expect(() => run({ NOTIFY_SOCKET: join(folder, 'nobody') })).toThrow(/nobody cannot be reached/)
})
