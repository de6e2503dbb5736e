// Runs the built server as a user would, on ports and data of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const program = fileURLToPath(new URL('../bin/zenith', import.meta.url))

export function makeDataDir() {
  return mkdtempSync(join(tmpdir(), 'zenith-bench-'))
}

export function removeDataDir(path) {
  rmSync(path, { recursive: true, force: true })
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * @param {{ env?: Record<string, string>, enclose?: (command: string[]) => string[], cwd?: string }} options more of the environment; what
 * the program is run by, which must end in `exec`
 * @returns {Promise<{ pid: number, base: string, startedMs: number, child: import('node:child_process').ChildProcess, stop(): Promise<number> }>} `stop` gives its exit code
 */
export async function startServer(
  dataDir,
  { env = {}, enclose = (command) => command, cwd = dataDir, stdio = ['ignore', 'ignore', 'inherit'] } = {},
) {
  const port = await freePort()
  const startedMs = performance.now()
  const [command, ...args] = enclose([program, 'serve'])
  const ports = { PORT: String(port), HTTPS_PORT: String(await freePort()) }
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...ports, DATA_DIR: dataDir, ...env },
    stdio,
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    pid: child.pid,
    base: `http://127.0.0.1:${port}`,
    startedMs,
    child,
    /** @returns its exit code */
    async stop() {
      child.kill('SIGTERM')
      return await ended
    },
  }
}

/** The time of the newest stored sample in ms since the epoch, asked of the database itself; null without one. */
export async function newestStored(dataDir) {
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'zenith', database: 'zenith' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query('SELECT max(timestamp) AS newest FROM system_metrics')
    return rows[0].newest?.getTime() ?? null
  } catch {
    // It is starting, or has no tables yet.
    return null
  } finally {
    await client.end().catch(() => undefined)
  }
}
