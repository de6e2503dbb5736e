// What answers histories side by side: Home Zenith, VictoriaMetrics with the same samples, and a bare Express route.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import pg from 'pg'
import { requireProgram } from './containers.mjs'
import { freePort, makeDataDir, removeDataDir, startServer } from './start-server.mjs'

const daySeconds = 86_400
/** The fields that are asked for: a chart or two. */
export const fields = [
  ...['cpu_usage', 'memory_used', 'disk_used', 'temperature', 'load_1', 'swap_used', 'disk_read_speed', 'pressure_cpu'],
]

/** A server with two days of samples up to now and a year of hourly rows, signed in to. */
export async function startFilledZenith() {
  const dataDir = makeDataDir()
  // Requests come from many addresses: see history-load.lua.
  const server = await startServer(dataDir, { env: { TRUST_PROXY: '1', LOG_LEVEL: 'warn' } })
  const stop = async () => {
    await server.stop()
    removeDataDir(dataDir)
  }
  try {
    const token = await register(server.base)
    return { pid: server.pid, base: server.base, dataDir, token, samples: await fill(dataDir), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function register(base) {
  const account = { username: 'bench', email: 'bench@example.org', password: 'of no account at all' }
  const limit = performance.now() + 30_000
  for (;;) {
    const answer = await fetch(`${base}/api/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(account),
    }).catch(() => undefined)
    if (answer?.ok) return (await answer.json()).access_token
    if (performance.now() > limit) throw new Error(`cannot register: ${answer?.status} ${await answer?.text()}`)
    await delay(200)
  }
}

/** @returns the samples of the last two days: seconds since the epoch, and the values of each of `fields` */
async function fill(dataDir) {
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'zenith', database: 'zenith' })
  await client.connect()
  try {
    const today = Math.floor(Date.now() / 1000 / daySeconds) * daySeconds
    for (const table of ['system_metrics', 'system_metrics_1m']) {
      for (const start of [today - 2 * daySeconds, today - daySeconds, today])
        await addPartition(client, table, start, start + daySeconds)
    }
    for (let month = 0; month < 13; month += 1) {
      const [first, next] = [month, month - 1].map((back) => {
        const now = new Date()
        return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back) / 1000
      })
      await addPartition(client, 'system_metrics_1h', first, next)
    }
    const { rows: columns } =
      await client.query(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_name = 'system_metrics' AND column_name NOT IN ('host_id', 'timestamp') ORDER BY ordinal_position`)
    const names = columns.map(({ name }) => name)
    const values = columns.map(expressionOf)
    await client.query(`INSERT INTO system_metrics (host_id, timestamp, ${names}) SELECT (SELECT min(id) FROM hosts), t, ${values}
      FROM generate_series(to_timestamp(floor(extract(epoch FROM now()) / 5) * 5) - interval '47 hours', now(), interval '5 s') AS t ON CONFLICT DO NOTHING`)
    const tier = columns.flatMap(({ name }) => [name, `${name}_min`, `${name}_max`, `${name}_count`])
    const of = (seconds) => `to_timestamp(floor(extract(epoch FROM timestamp) / ${seconds}) * ${seconds})`
    const aggregates = names.map((name) => `avg(${name}), min(${name}), max(${name}), count(${name})`)
    for (const [table, seconds] of [
      ['system_metrics_1m', 60],
      ['system_metrics_1h', 3600],
    ])
      await client.query(`INSERT INTO ${table} (host_id, timestamp, ${tier}, sample_count)
        SELECT host_id, ${of(seconds)}, ${aggregates}, count(*) FROM system_metrics GROUP BY 1, 2 ON CONFLICT DO NOTHING`)
    await client.query(`INSERT INTO system_metrics_1h (host_id, timestamp, ${tier}, sample_count)
      SELECT (SELECT min(id) FROM hosts), t, ${columns.map((column) => `${expressionOf(column)}, ${expressionOf(column)}, ${expressionOf(column)}, 720`)}, 720
      FROM generate_series(date_trunc('hour', now()) - interval '365 days', now() - interval '49 hours', interval '1 hour') AS t ON CONFLICT DO NOTHING`)
    await client.query('VACUUM ANALYZE system_metrics, system_metrics_1m, system_metrics_1h')
    const { rows } = await client.query({
      text: `SELECT extract(epoch FROM timestamp)::float8, ${fields.map((field) => `${field}::float8`)} FROM system_metrics ORDER BY timestamp`,
      rowMode: 'array',
    })
    return rows
  } finally {
    await client.end()
  }
}

const addPartition = async (client, table, from, to) => {
  const [start, end] = [from, to].map((seconds) => new Date(seconds * 1000).toISOString())
  const name = `${table}_bench_${start.slice(0, 10).replaceAll('-', '')}`
  try {
    await client.query(`CREATE TABLE ${name} PARTITION OF ${table} FOR VALUES FROM ('${start}') TO ('${end}')`)
  } catch (error) {
    // The server has made it already.
    if (error.code !== '42P17') throw error
  }
}

// Noise in every digit, as measurements have it.
function expressionOf({ name, type }) {
  const phase = name.length
  if (type === 'double precision') return `50 + 40 * sin(extract(epoch FROM t) / 1000 + ${phase}) + random()`
  if (type === 'integer') return '(extract(epoch FROM t) / 5)::int8 % 2000000'
  return `(4e9 + 1e9 * sin(extract(epoch FROM t) / 3000 + ${phase}) + random() * 1e6)::int8`
}

/** VictoriaMetrics with the same samples, a series a field. */
export async function startVictoria(samples) {
  const program = requireProgram('victoria-metrics', 'victoria-metrics')
  const folder = mkdtempSync(join(tmpdir(), 'zenith-bench-vm-'))
  const address = `127.0.0.1:${await freePort()}`
  const flags = [`-storageDataPath=${folder}`, `-httpListenAddr=${address}`, '-retentionPeriod=1', '-loggerLevel=ERROR']
  const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const base = `http://${address}`
  try {
    const limit = performance.now() + 30_000
    while (!(await fetch(`${base}/health`).catch(() => undefined))?.ok) {
      if (performance.now() > limit) throw new Error('VictoriaMetrics does not answer')
      await delay(100)
    }
    const lines = fields.map((field, index) => {
      // What this machine lacks is null in the few samples that are its own.
      const known = samples.filter((row) => row[index + 1] !== null)
      const timestamps = known.map(([seconds]) => seconds * 1000)
      return JSON.stringify({
        metric: { __name__: 'bench', field },
        values: known.map((row) => row[index + 1]),
        timestamps,
      })
    })
    await fetch(`${base}/api/v1/import`, { method: 'POST', body: lines.join('\n') })
    await fetch(`${base}/internal/force_flush`)
    return { pid: child.pid, base, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A bare Express app with one route: the same text behind the same guard. */
export async function startBareExpress({ dataDir }, text) {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-bench-bare-'))
  const outfile = join(folder, 'bare-express.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('bare-express.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    logLevel: 'warning',
    external: ['pg-native'],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  })
  const port = await freePort()
  // As bin/zenith runs the server.
  const args = ['--max-semi-space-size=1', '--liftoff-only', outfile]
  const child = spawn(process.execPath, args, {
    env: {
      PORT: String(port),
      NODE_ENV: 'production',
      MALLOC_ARENA_MAX: '1',
      TEXT: text,
      SOCKET: join(dataDir, 'postgres'),
      JWT_SECRET: readFileSync(join(dataDir, 'jwt-secret'), 'utf8').trim(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended])
  return {
    pid: child.pid,
    base: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
