import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, onTestFinished } from 'vitest'
import type { Account } from './account.ts'
import { type EmbeddedConnection, type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts'
import { locateBinaries, probeVersion } from './locate-binaries.ts'
import { stageBinaries } from './stage-binaries.ts'

export const isRoot = process.geteuid?.() === 0

export const NOBODY: Account = { uid: 65_534, gid: 65_534 }

/** A folder that only its owner may look into, removed after the test. */
export function makeFolder(owner?: Account): string {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let binaries: Promise<string> | null = null

/** Binaries that every user can run, with the links of their libraries, whether or not they were set up. */
export function useBinaries(): Promise<string> {
  binaries ??= makeRunnable(locateBinaries())
  return binaries
}

/** PostgreSQL 13, the oldest that we promise; null where its package does not exist. */
export async function useOldestBinaries(): Promise<string | null> {
  try {
    return await makeRunnable(join(dirname(createRequire(import.meta.url).resolve('postgres-13-x64')), '..', 'native'))
  } catch {
    return null
  }
}

async function makeRunnable(folder: string): Promise<string> {
  const isRunnable = await probeVersion(folder, isRoot ? NOBODY : null).catch(() => 0)
  return isRunnable ? folder : stageBinaries(folder, makeOpenFolder())
}

const openFolders: string[] = []
afterAll(() => {
  for (const folder of openFolders) rmSync(folder, { recursive: true, force: true })
})

/** A folder for all tests of a file that every user may look into. */
function makeOpenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-test-'))
  chmodSync(folder, 0o755)
  openFolders.push(folder)
  return folder
}

export interface Line {
  level: number
  msg: string
  [field: string]: unknown
}

export function recordLog(): { log: pino.Logger; lines: Line[] } {
  const lines: Line[] = []
  return { lines, log: pino({ level: 'debug' }, { write: (line) => lines.push(JSON.parse(line)) }) }
}

/** Starts the database in this process, and stops it after the test. */
export async function start(dataDir: string, options: { binaries?: string; log?: pino.Logger } = {}) {
  const log = options.log ?? pino({ level: 'silent' })
  const postgres = await startEmbeddedPostgres({ dataDir, log, binaries: options.binaries ?? (await useBinaries()) })
  onTestFinished(() => postgres.stop())
  return postgres
}

export async function query(connection: EmbeddedConnection, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** A table with one row, to be found again later. */
export async function writeNote(postgres: Pick<EmbeddedPostgres, 'connection'>, note: string): Promise<void> {
  await query(postgres.connection, `CREATE TABLE notes (note text); INSERT INTO notes VALUES ('${note}')`)
}

export async function readNote(postgres: Pick<EmbeddedPostgres, 'connection'>): Promise<unknown> {
  return (await query(postgres.connection, 'SELECT note FROM notes'))[0]?.note
}

let script: Promise<string> | null = null

/** Runs `other-process.fixture.ts` and waits for its first line. */
export async function runOtherProcess(
  command: 'serve' | 'read-note',
  dataDir: string,
  account?: Account,
): Promise<{ child: ChildProcess; answer: Record<string, unknown> }> {
  script ??= bundleFixture()
  const child = spawn(process.execPath, [await script, command, dataDir, await useBinaries()], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...account,
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) return { child, answer: JSON.parse(line) }
  throw new Error('the other process ended without an answer')
}

async function bundleFixture(): Promise<string> {
  const outfile = join(makeOpenFolder(), 'other-process.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'other-process.fixture.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import{createRequire as c}from'node:module';const require=c(import.meta.url)" },
  })
  return outfile
}
