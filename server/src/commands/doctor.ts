import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { type Config, rootsOf, searchPath } from '../config.ts'
import { families } from '../metrics/families.ts'
import type { Family } from '../metrics/family.ts'
import { paths } from '../paths.ts'
import { joinEmbeddedPostgres, probeEmbeddedPostgres } from '../platform/database/embedded/index.ts'
import { explain } from '../platform/database/index.ts'
import { messageOf } from '../platform/message-of.ts'
import { createRunProgram, findObstacle } from '../power/index.ts'
import { createMachine } from '../sources/index.ts'
import { version } from '../version.ts'

/** What the doctor found out about one thing. `absent` is fine: this machine does not have it. */
export interface Finding {
  state: 'works' | 'absent' | 'broken'
  what: string
  /** What to do about it, as a command where there is one. */
  remedy?: string
}

const marks = { works: 'ok  ', absent: '–   ', broken: 'FAIL' }

/** `zenith doctor`: looks without changing anything; exit code 1 when something does not work. */
export async function doctorCommand(config: Config): Promise<void> {
  const findings = [
    works(`Home Zenith ${version} on Node.js ${process.versions.node}, ${process.platform} ${process.arch}`),
    examinePage(),
    examineDataDir(config.DATA_DIR),
    await examineDatabase(config),
    ...(await examinePorts(config)),
    ...(await examineFamilies(config)),
    await examinePower(config.POWER_CONTROL),
  ]
  for (const { state, what, remedy } of findings) {
    process.stdout.write(`${marks[state]}  ${what}\n${remedy ? `      → ${remedy}\n` : ''}`)
  }
  if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1
}

const works = (what: string): Finding => ({ state: 'works', what })
const broken = (what: string, remedy: string): Finding => ({ state: 'broken', what, remedy })

function examinePage(): Finding {
  return existsSync(`${paths.dashboard}/index.html`)
    ? works('the page is built')
    : broken('the page is not built', 'run "npm start" once in the project folder')
}

function examineDataDir(path: string): Finding {
  const nearest = existsSync(path) ? path : dirname(path)
  try {
    accessSync(nearest, constants.R_OK | constants.W_OK | constants.X_OK)
    return works(`DATA_DIR ${path} ${nearest === path ? 'can be written' : 'can be made'}`)
  } catch {
    return broken(
      `DATA_DIR ${path} cannot be written`,
      `sudo chown -R "$(id -un)" ${nearest}, or set DATA_DIR to another folder`,
    )
  }
}

async function examineDatabase(config: Config): Promise<Finding> {
  if (config.DATABASE_URL) {
    try {
      return works(
        `the database of DATABASE_URL: PostgreSQL ${await versionOf({ connectionString: config.DATABASE_URL })}`,
      )
    } catch (error) {
      return broken(`the database of DATABASE_URL cannot be used: ${messageOf(error)}`, explain(error))
    }
  }
  try {
    const running = await joinEmbeddedPostgres({ dataDir: config.DATA_DIR })
    if (running) return works(`a server runs on these data, and its database: PostgreSQL ${await versionOf(running)}`)
    return works(`the embedded database can run: PostgreSQL ${await probeEmbeddedPostgres()}`)
  } catch (error) {
    return broken(
      `the embedded database cannot run: ${messageOf(error)}`,
      'npm start, or set DATABASE_URL to a PostgreSQL of yours',
    )
  }
}

async function versionOf(connection: ConstructorParameters<typeof Client>[0]): Promise<string> {
  const client = new Client(connection)
  await client.connect()
  const { rows } = await client.query('SHOW server_version').finally(() => client.end())
  return rows[0].server_version
}

async function examinePorts({ PORT, HTTP_HOST, HTTPS_PORT, HTTPS_HOST }: Config): Promise<Finding[]> {
  const asked = [
    { setting: 'PORT', port: PORT, host: HTTP_HOST },
    { setting: 'HTTPS_PORT', port: HTTPS_PORT, host: HTTPS_HOST },
  ].filter(({ port }) => port !== 0)
  return Promise.all(
    asked.map(async ({ setting, port, host }) => {
      const refusal = await tryPort(port, host)
      if (refusal === undefined) return works(`${setting} ${port} is free`)
      if (refusal === 'EADDRINUSE')
        return { state: 'absent', what: `${setting} ${port} is in use: by Home Zenith, if it runs` }
      return broken(`${setting} ${port} cannot be opened (${refusal})`, `set ${setting} to another port`)
    }),
  )
}

function tryPort(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (err: NodeJS.ErrnoException) => resolve(err.code))
    server.listen({ port, ...(host ? { host } : {}) }, () => server.close(() => resolve(undefined)))
  })
}

/** Asks whether the machine would be rebooted and shut down for us; that it would not be is no fault. */
async function examinePower(mode: Config['POWER_CONTROL']): Promise<Finding> {
  if (mode === 'disabled') return { state: 'absent', what: 'reboot and shutdown: turned off by POWER_CONTROL' }
  const options = { mode, run: createRunProgram(searchPath()), rulesFile: paths.polkitRules }
  const remedy = (await findObstacle('reboot', options)) ?? (await findObstacle('shutdown', options))
  if (remedy !== null) return { state: 'absent', what: 'reboot and shutdown: not possible', remedy }
  return works(`reboot and shutdown: possible${mode === 'dry-run' ? ', but POWER_CONTROL has them tried only' : ''}`)
}

/** Samples each family once, and tells what of it this machine does not give. */
async function examineFamilies(config: Config): Promise<Finding[]> {
  const machine = createMachine(rootsOf(config))
  const found: Finding[] = []
  for (const family of families) {
    try {
      const collector = family.createCollector(machine)
      await collector.prime()
      await delay(300)
      const timestamp = new Date().toISOString()
      const sample = { timestamp, ...(await collector.collect(timestamp)) }
      collector.close?.()
      const { present, absent } = outline(family, sample)
      found.push(works(`${family.name}: ${present.join(', ')}`))
      if (absent.length)
        found.push({ state: 'absent', what: `${family.name}: this machine does not tell ${absent.join(', ')}` })
      found.push(...family.advise(sample, machine).map((advice): Finding => ({ state: 'absent', ...advice })))
    } catch (error) {
      found.push(
        broken(
          `${family.name} cannot be sampled: ${messageOf(error)}`,
          'see that PROCFS_PATH and SYSFS_PATH can be read',
        ),
      )
    }
  }
  return found
}

/** The names of the figures that a sample has and lacks; of a list how many there are. */
function outline(family: Family, sample: object): { present: string[]; absent: string[] } {
  const columns = new Set(family.table.columns.map(({ name }) => name))
  const present: string[] = []
  const absent: string[] = []
  for (const [name, value] of Object.entries(sample)) {
    if (Array.isArray(value)) present.push(`${name} (${value.length})`)
    else if (columns.has(name)) (value === null ? absent : present).push(name)
  }
  return { present, absent }
}
