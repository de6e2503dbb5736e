import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts'
import { makeFolder, type RunningProgram, runServer, until, untilReady } from './run-server.ts'
import { account } from './sign-up.ts'

// How often the server is killed: a few times here, 100 for the proof.
const kills = Number(process.env.HOME_ZENITH_TEST_KILLS ?? 4)

let folder: ReturnType<typeof makeFolder>
let servers: RunningProgram[]
let databases: EmbeddedPostgres[]

beforeEach(() => {
  folder = makeFolder()
  servers = []
  databases = []
})
afterEach(async () => {
  for (const { process, end } of servers)
    if (process.exitCode === null && process.signalCode === null) await end('SIGKILL')
  for (const database of databases) await database.stop()
  folder.remove()
})

/** It tells every sample as it is stored, and as it is on disk. */
async function start(environment: Record<string, string> = {}): Promise<RunningProgram> {
  const server = await runServer(folder.path, { LOG_LEVEL: 'trace', ...environment })
  servers.push(server)
  return server
}

async function startDatabase(dataDir: string): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) })
  databases.push(database)
  return database
}

/** The samples that were acknowledged, such as `system 2026-01-31T12:00:00.000Z`. */
function acknowledged(server: RunningProgram, what = /^(stored|spooled)$/): string[] {
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.endsWith('}'))
  const messages = lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
  return messages.filter(({ msg }) => what.test(String(msg))).flatMap(({ samples }) => samples as string[])
}

interface Stored {
  times: Set<string>
  system: number[]
}

/** What the database has; each row of it differs from all others in what identifies a sample. */
async function readStored(database: EmbeddedPostgres): Promise<Stored> {
  const client = new pg.Client(database.connection)
  await client.connect()
  try {
    const times = new Set<string>()
    for (const [family, key] of [
      ['system', 'timestamp'],
      ['network', 'timestamp, interface_id'],
      ['filesystem', 'timestamp, mount_id'],
    ]) {
      const { rows } = await client.query(`SELECT timestamp, ${key} FROM ${family}_metrics`)
      for (const { timestamp } of rows) times.add(`${family} ${timestamp.toISOString()}`)
      expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length)
    }
    const { rows } = await client.query('SELECT timestamp FROM system_metrics ORDER BY timestamp')
    return { times, system: rows.map(({ timestamp }) => timestamp.getTime()) }
  } finally {
    await client.end()
  }
}

function missing(stored: Stored, samples: readonly string[]): string[] {
  // A machine may have no interface or file system of its own: then their samples have no rows.
  const families = new Set([...stored.times].map((name) => name.split(' ')[0]))
  return samples.filter((name) => families.has(name.split(' ')[0]) && !stored.times.has(name))
}

describe('a server that is killed over and over, at any moment', () => {
  test(
    `keeps every sample that it had stored, once, and loses at most the last 15 s (${kills} times)`,
    async () => {
      const promised: string[] = []
      const longRuns: { sinceMs: number; killedMs: number }[] = []
      for (let kill = 0; kill < kills; kill += 1) {
        const server = await start()
        // Every fourth lives long enough to have batches to lose.
        const lifeMs = kill % 4 === 3 ? randomInt(20_000, 32_000) : randomInt(0, 8_000)
        const sinceMs = Date.now()
        await delay(lifeMs)
        expect(server.process.exitCode, server.output()).toBeNull()
        await server.end('SIGKILL')
        promised.push(...acknowledged(server))
        const first = acknowledged(server).find((name) => name.startsWith('system'))
        const isLong = first !== undefined && Date.now() - Date.parse(first.slice('system '.length)) > 20_000
        if (isLong) longRuns.push({ sinceMs, killedMs: Date.now() })
      }
      const last = await start()
      await untilReady(last)
      await last.end()
      promised.push(...acknowledged(last))

      const stored = await readStored(await startDatabase(join(folder.path, 'data')))
      expect(promised.length).toBeGreaterThan(kills)
      expect(missing(stored, promised)).toEqual([])
      for (const { sinceMs, killedMs } of longRuns) {
        const newestMs = Math.max(...stored.system.filter((ms) => ms > sinceMs && ms <= killedMs))
        // Three samples of 5 s wait at most, and the next one may be due.
        expect(killedMs - newestMs).toBeLessThan(20_000)
      }
      console.log(`${kills} kills: ${promised.length} acknowledged samples, ${longRuns.length} long runs, none lost`)
    },
    120_000 + kills * 40_000,
  )
})

describe('a database that goes away under load', () => {
  test('costs nothing: neither the samples of a server that stays, nor those of one that is killed meanwhile', async () => {
    const dataDir = join(folder.path, 'elsewhere')
    let database = await startDatabase(dataDir)
    const { host, user, database: name } = database.connection
    const environment = { DATABASE_URL: `postgresql:///${name}?host=${encodeURIComponent(host)}&user=${user}` }
    const first = await start(environment)
    await untilReady(first)
    const registered = await fetch(`${first.base}/api/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(account),
    })
    const { access_token: token } = (await registered.json()) as { access_token: string }
    const statuses = new Set<number>()
    const loading = new AbortController()
    const load = (async () => {
      const options = { headers: { Authorization: `Bearer ${token}` } }
      while (!loading.signal.aborted) {
        const answer = await fetch(`${first.base}/api/metrics/system/history`, options).catch(() => undefined)
        if (answer) statuses.add(answer.status)
        // Below the limit of 1,200 requests a minute.
        await delay(100)
      }
    })()

    await database.stop()
    const spooled = (server: RunningProgram) => acknowledged(server, /^spooled$/).length
    await until(async () => spooled(first) > 4, first.output, 60_000)
    await untilReady(first, 503, 0)
    // Back, and away again: what waited is stored, and what comes waits anew.
    database = await startDatabase(dataDir)
    await untilReady(first)
    await until(async () => first.output().includes('samples that waited on disk are stored'), first.output)
    await database.stop()
    const before = spooled(first)
    await until(async () => spooled(first) > before + 4, first.output, 60_000)
    await first.end('SIGKILL')
    loading.abort()
    await load

    const second = await start(environment)
    await until(async () => spooled(second) > 4, second.output, 60_000)
    database = await startDatabase(dataDir)
    await until(async () => second.output().includes('samples that waited on disk are stored'), second.output, 60_000)
    await second.end()
    const stored = await readStored(database)
    expect(missing(stored, [...acknowledged(first), ...acknowledged(second)])).toEqual([])
    expect(spooled(second)).toBeGreaterThan(0)
    expect([...statuses].filter((status) => ![200, 503].includes(status))).toEqual([])
    expect(statuses).toContain(200)
    expect(statuses).toContain(503)
  })
})
