import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { markOf } from './clear-way.ts'
import { postgresArguments } from './settings.ts'
import {
  isRoot,
  makeFolder,
  query,
  readNote,
  recordLog,
  runOtherProcess,
  start,
  useBinaries,
  writeNote,
} from './testing.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test('after kill -9 of the server, the next start has all that was acknowledged', async () => {
  const folder = makeFolder()
  const first = await start(folder)
  await writeNote(first, 'before')
  await first.stop()
  const { child, answer } = await runOtherProcess('serve', folder)
  expect((await runOtherProcess('read-note', folder)).answer).toEqual({ note: 'before' })
  child.kill('SIGKILL')
  await once(child, 'exit')

  const second = await start(folder)
  expect(await readNote(second)).toBe('before')
  expect(second.pid()).not.toBe(answer.postgresPid)
  expect(isAlive(Number(answer.postgresPid))).toBe(false)
})

test('starts the database again when it is killed', async () => {
  const { log, lines } = recordLog()
  const postgres = await start(makeFolder(), { log })
  await writeNote(postgres, 'survives')
  const killed = postgres.pid()
  process.kill(Number(killed), 'SIGKILL')

  await vi.waitFor(() => expect([null, killed]).not.toContain(postgres.pid()), { timeout: 30_000 })
  expect(await readNote(postgres)).toBe('survives')
  expect(lines).toContainEqual(expect.objectContaining({ level: 50, msg: 'the database ended unexpectedly' }))
  expect(lines).toContainEqual(expect.objectContaining({ level: 30, msg: 'the database runs again' }))
})

test('goes on with the same postmaster when one of its processes is killed', async () => {
  const { log, lines } = recordLog()
  const postgres = await start(makeFolder(), { log })
  const pid = postgres.pid()
  const [backend] = await query(
    postgres.connection,
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  )
  process.kill(Number(backend?.pid), 'SIGKILL')

  await vi.waitFor(() =>
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining('was terminated by signal 9') }),
    ),
  )
  await vi.waitFor(async () => expect(await query(postgres.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]), {
    timeout: 30_000,
  })
  expect(postgres.pid()).toBe(pid)
})

test('can be stopped while it waits to start the database again', async () => {
  const folder = makeFolder()
  const postgres = await start(folder)
  process.kill(Number(postgres.pid()), 'SIGKILL')
  await vi.waitFor(() => expect(postgres.pid()).toBeNull())
  await postgres.stop()
  expect(postgres.pid()).toBeNull()
  await start(folder)
})

for (const hasMark of [true, false]) {
  test(`takes over a database that was left running ${hasMark ? 'by an earlier server' : 'by hand'}`, async () => {
    const folder = makeFolder()
    const first = await start(folder)
    await writeNote(first, 'orphaned')
    await first.stop()
    const orphan = await runOrphan(join(folder, 'postgres'), hasMark)
    const { log, lines } = recordLog()

    const postgres = await start(folder, { log })
    expect(await readNote(postgres)).toBe('orphaned')
    expect(isAlive(Number(orphan.pid))).toBe(false)
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, postgresPid: orphan.pid }))
  })
}

test.each([
  ['is empty', () => ''],
  ['names a process that is gone', (content: string) => content.replace(/^\d+/, '4194303')],
  ["names another program's process", (content: string, foreign: number) => content.replace(/^\d+/, String(foreign))],
  ['names us', (content: string) => content.replace(/^\d+/, String(process.pid))],
  ['holds nonsense', () => 'nonsense\n'],
])('starts when the pid file of a power cut %s', async (_, damage) => {
  const folder = makeFolder()
  const clusterDir = join(folder, 'postgres')
  const first = await start(folder)
  await writeNote(first, 'intact')
  const content = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8')
  await first.stop()
  // Of the database's own user, for PostgreSQL takes no notice of others' processes.
  const foreign = runAsOwner(clusterDir, 'sleep', ['60'])

  const left = damage(content, Number(foreign.pid))
  writeFileSync(join(clusterDir, 'postmaster.pid'), left)
  writeFileSync(join(clusterDir, '.s.PGSQL.5432.lock'), left)

  expect(await readNote(await start(folder))).toBe('intact')
  expect(isAlive(Number(foreign.pid))).toBe(true)
})

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

function runAsOwner(clusterDir: string, file: string, args: string[]): ChildProcess {
  const { uid, gid } = statSync(clusterDir)
  const folder = openSync(clusterDir, 'r')
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'ignore', folder],
    detached: true,
    ...(isRoot && { uid, gid }),
  })
  closeSync(folder)
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function runOrphan(clusterDir: string, hasMark: boolean): Promise<ChildProcess> {
  const settings = hasMark
    ? postgresArguments(18, markOf(clusterDir))
    : ['-c', 'listen_addresses=', '-c', 'unix_socket_directories=.']
  const child = runAsOwner(clusterDir, join(await useBinaries(), 'bin', 'postgres'), [
    '-D',
    '/proc/self/fd/3',
    ...settings,
  ])
  await vi.waitFor(() => expect(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8')).toMatch(/\nready *\n$/), {
    timeout: 30_000,
  })
  return child
}
