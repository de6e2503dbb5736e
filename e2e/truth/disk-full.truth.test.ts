import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, type RunningProgram, runServer, until, untilReady } from '../run-server.ts'
import { run, signUp } from './watch-machine.ts'

let folder: ReturnType<typeof makeFolder>
let data: string
let server: RunningProgram

beforeEach(async () => {
  folder = makeFolder()
  data = join(folder.path, 'data')
  mountSmallDisk(data, '160m')
})
afterEach(async () => {
  if (server.process.exitCode === null) await server.end('SIGKILL')
  await until(async () => run('umount', '--recursive', data) === '', server.output)
  folder.remove()
})

function mountSmallDisk(path: string, size: string): void {
  mkdirSync(path, { mode: 0o700 })
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', path)
}

/** Leaves no byte. @returns what gives it all back */
function fillDisk(path: string): () => void {
  const filler = join(path, 'filler')
  for (const bytes of [1 << 20, 4096]) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' })
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'ENOSPC') throw err
    }
  }
  return () => rmSync(filler)
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ host: join(data, 'postgres'), port: 5432, user: 'zenith', database: 'zenith' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Writes to the database's log of changes until that has no room to grow. @returns what it said to each size */
async function exhaustDatabase(): Promise<string[]> {
  const client = await connect()
  const complaints: string[] = []
  for (const bytes of [1_000_000, 1000, 1]) {
    const query = `SELECT pg_logical_emit_message(true, 'junk', repeat('x', ${bytes}))`
    try {
      for (;;) await client.query(query)
    } catch (err) {
      complaints.push(String(err))
    }
  }
  await client.end().catch(() => undefined)
  return complaints
}

test.each([
  ['samples wait on disk', 'samples wait on disk until the database takes them', false],
  ['samples wait in memory', 'samples cannot wait on disk either; they wait in memory', true],
])('a full disk: %s, live goes on, readiness tells; all is stored when there is room', async (_, said, isSpoolFull) => {
  const spool = join(data, 'spool')
  mountSmallDisk(spool, '1m')
  if (isSpoolFull) fillDisk(spool)
  server = await runServer(folder.path, { LOG_LEVEL: 'trace' })
  await untilReady(server)
  const { next } = await signUp(server, server.base)
  let isFull = false
  const pushed = next('system', 9, () => isFull)
  const makeRoom = fillDisk(data)
  expect((await exhaustDatabase())[0]).toContain('No space left on device')
  // What the database gave up as it died.
  fillDisk(data)
  await untilReady(server, 503)
  isFull = true
  await until(async () => server.output().includes(said), server.output, 60_000)
  const seen = (await pushed).filter(({ reference }) => reference).map(({ sample }) => sample.timestamp)
  expect(seen.length).toBeGreaterThan(2)
  await untilReady(server, 503, 0)

  makeRoom()
  await untilReady(server, 200, 90_000)
  const client = await connect()
  const missing = async () => {
    const { rows } = await client.query('SELECT timestamp FROM system_metrics')
    const stored = new Set(rows.map(({ timestamp }) => timestamp.toISOString()))
    return seen.filter((timestamp) => !stored.has(timestamp))
  }
  await until(async () => (await missing()).length === 0, server.output, 60_000)
  await client.end()
  expect(await server.end()).toBe(0)
})
