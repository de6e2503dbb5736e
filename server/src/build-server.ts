import { join } from 'node:path'
import type { Hardware } from '@home-zenith/contract'
import { auditRoutes, createRecordAudit, pruneAudit } from './audit/index.ts'
import { createAuth } from './auth/index.ts'
import { createMigrationBackups } from './backup/index.ts'
import { startCollection } from './collection/index.ts'
import { type Config, rootsOf, searchPath } from './config.ts'
import { EventLog, eventRoutes, readBootId, watchSampling } from './events/index.ts'
import { healthRoutes } from './health/index.ts'
import { historyRoutes, Latest, Recorder, Spool } from './history/index.ts'
import { startLive } from './live/index.ts'
import {
  createDatabaseSize,
  describeMachine,
  enterHost,
  hostKey,
  hostName,
  machineRoutes,
  readBootTime,
  readTimeZone,
  SelfMeter,
} from './machine/index.ts'
import { families } from './metrics/families.ts'
import type { Family } from './metrics/family.ts'
import { openPorts } from './open-ports.ts'
import { paths } from './paths.ts'
import { type Connection, connectDatabase, openDatabase } from './platform/database/index.ts'
import { createApp, createSocketGate, docsRoute, openapiRoute, type Route } from './platform/http/index.ts'
import type { Logger } from './platform/logger.ts'
import { ProblemError } from './platform/problem.ts'
import { createPower, createRunProgram } from './power/index.ts'
import { makePartitions, noteLateSamples, openRollUps, startUpkeep } from './retention/index.ts'
import { createMachine, readHardware } from './sources/index.ts'
import { usersRoutes } from './users/index.ts'
import { version } from './version.ts'

// By then a machine without a clock battery, such as a Raspberry Pi, has asked for the time; later somebody sets the clock.
const clockLearnedMs = 30 * 60_000

export interface RunningServer {
  /** Where it can be opened. */
  ports: { http: number; https: number | null; fingerprint: string | null }
  /** What sets up the first account from another device; null when there is an account, or none is known yet. */
  setupCode: Promise<string | null>
  /** Stops in order: what waits to be rebooted, ticks, sockets and requests, the last batch, the database's connections. */
  stop(): Promise<void>
}

export interface Surroundings {
  /** The embedded database's; null without one, undefined while it is away. */
  databasePid(): number | null | undefined
  /** Called at each sample of any family, as long as the loop that takes them runs. */
  onSample(): void
}

/** Connects the capabilities and starts them. The database may come later: until then it samples, and says so. */
export async function buildServer(
  config: Config,
  connection: Connection,
  { databasePid, onSample }: Surroundings,
  log: Logger,
): Promise<RunningServer> {
  const roots = rootsOf(config)
  const machine = createMachine(roots)
  const database = openDatabase(connection, log)
  const { prisma, pool } = database
  const ending = new AbortController()

  let host: number | undefined
  const requireDatabase = () => {
    if (host !== undefined) return host
    throw new ProblemError('database_unavailable', 'The database has not been reached yet; it is tried all the time', {
      headers: { 'Retry-After': '5' },
    })
  }

  const audit = createRecordAudit(prisma)
  const bootId = readBootId(roots.procfs)
  const power = createPower({
    mode: config.POWER_CONTROL,
    dataDir: config.DATA_DIR,
    bootId,
    rulesFile: paths.polkitRules,
    run: createRunProgram(searchPath()),
    record: audit,
    tell: (event) => live.tellPower(event),
    flush: () => recorder.flush(),
    log,
  })
  const spool = await Spool.open({ folder: join(config.DATA_DIR, 'spool'), log })
  const events = new EventLog(join(config.DATA_DIR, 'events-waiting.json'), log)
  void events.note({
    kind: 'start',
    timestamp: new Date().toISOString(),
    boot_id: bootId,
    ordered: power.endedBootBefore,
    spooled_until: spool.newestMs === null ? null : new Date(spool.newestMs).toISOString(),
  })
  // Its samples tell whether sampling goes on.
  const pulse = families.reduce((fastest, family) => (family.intervalMs < fastest.intervalMs ? family : fastest))
  const latest = new Latest()
  const recorder = new Recorder({
    families,
    spool,
    makePartitions: (table, timesMs) => makePartitions(prisma, table, timesMs),
    noteLate: noteLateSamples,
    monotonicMs: () => machine.monotonicMs(),
    log,
  })
  const auth = createAuth({ prisma, record: audit, config })
  const live = startLive({
    families,
    latest: (family) => latest.get(family),
    async authenticateToken(token) {
      requireDatabase()
      return auth.authenticateToken(token)
    },
    stillValid: (sessionIds) => auth.stillValid(sessionIds),
    admits: (request) => socketGate(request),
    corsOrigins: config.CORS_ORIGIN,
    log,
  })
  auth.onEnded(live.cut)

  const selfMeter = new SelfMeter(databasePid, () => machine.monotonicMs())
  const databaseSize = createDatabaseSize(prisma, () => machine.monotonicMs())
  let hardware: Hardware | null = null
  readHardware(paths.hardwareReader).then(
    (read) => (hardware = read),
    (err) => log.warn({ err }, 'what the machine is made of cannot be told'),
  )

  const routes: Route[] = [
    ...auth.routes,
    ...usersRoutes({ prisma, record: audit, accounts: auth.accounts }),
    ...auditRoutes(prisma),
    ...historyRoutes({ families, latest, prisma, pool, hostId: requireDatabase }),
    ...eventRoutes({ prisma, hostId: requireDatabase }),
    ...machineRoutes({
      description: describeMachine(roots),
      hostname: hostName(roots),
      bootTime: () => readBootTime(roots),
      timeZone: () => readTimeZone(roots),
      version,
      hostId: requireDatabase,
      hardware: () => hardware,
      power: () => power.state(),
      async self() {
        const [families, samples_per_second] = [collection.costs(), collection.samplesPerSecond()]
        return { ...selfMeter.measure(), database_size: await databaseSize(), samples_per_second, families }
      },
    }),
    ...power.routes({
      roots,
      checkVerification: auth.checkVerification,
      spendVerification: auth.spendVerification,
      userName: async (id) => (await prisma.user.findUnique({ where: { id } }))?.username ?? id,
    }),
    ...healthRoutes(recorder),
    docsRoute(paths.dashboard),
  ]
  const app = createApp({
    routes: [...routes, openapiRoute(routes, version)],
    guard: { authenticate: auth.authenticate, requireDatabase },
    limits: auth.limits,
    log,
    trustProxy: config.TRUST_PROXY,
    corsOrigins: config.CORS_ORIGIN,
    hsts: config.HSTS,
    dashboardDir: paths.dashboard,
  })
  const socketGate = createSocketGate(app, config.CORS_ORIGIN)
  const ports = await openPorts(app, config, log)
  for (const { server } of ports.listeners) live.attach(server)

  const put = (family: Family, sample: { timestamp: string }) => latest.put(family, sample)
  const record = (family: Family, sample: { timestamp: string }) => recorder.record(family, sample)
  const watch = watchSampling(
    pulse,
    { wallMs: Date.now, monotonicMs: machine.monotonicMs, bootMs: machine.bootMs },
    (gap) => void events.note(gap),
    (forwardMs) => {
      if (machine.bootMs() < clockLearnedMs) void events.correctStart(forwardMs)
    },
  )
  const sinks = [put, record, live.push, watch, onSample]
  const collection = startCollection({ families, machine, sinks, log })

  const backups = createMigrationBackups({ pool, dataDir: config.DATA_DIR, version, log })
  let stopUpkeep = async () => {}
  const connected = connectDatabase(
    connection,
    paths.migrations,
    async () => {
      await power.settle()
      host = await enterHost(prisma, hostKey(roots, config.DATA_DIR), hostName(roots))
      const tables = families.map((family) => family.table)
      await openRollUps(prisma, tables)
      // Of an attempt before this one.
      await stopUpkeep()
      stopUpkeep = await startUpkeep({
        prisma,
        pool,
        tables,
        hourlyDays: config.RETENTION_HOURLY_DAYS,
        monotonicMs: () => machine.monotonicMs(),
        settle: () => recorder.flush(),
        samplesWait: () => !spool.isEmpty,
        jobs: [auth.prune, () => pruneAudit(prisma), backups.prune],
        log,
      })
      // Before the first sample of this run: what is stored is of the runs before.
      await events.begin({ prisma, hostId: host, table: pulse.table.name })
      await recorder.begin(database, host)
    },
    { log, signal: ending.signal, before: backups.make },
  )
  return {
    ports: ports.opened,
    setupCode: connected
      .then(() => (ending.signal.aborted ? null : auth.setupCode()))
      .catch((err) => {
        log.warn({ err }, 'it cannot be told whether there is an account: the database went away; start again to see')
        return null
      }),
    async stop() {
      await power.close()
      ending.abort()
      collection.stop()
      // Together: the sockets wait for their ports, and a browser holds connections open that it never used.
      await Promise.all([live.close(), ...ports.listeners.map((listener) => listener.close())])
      await connected
      await stopUpkeep()
      await Promise.all([
        recorder.stop(),
        events.note({ kind: 'clean_stop', timestamp: new Date().toISOString(), until: null, message: 'stopped' }),
      ])
      await database.close()
    },
  }
}
