// What watching writes to the disk in a day, beside Prometheus with node_exporter in the same minutes: what wears an SD card.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { makeGroup } from './cgroup.mjs'
import { startEngine } from './containers.mjs'
import { mountDisk } from './loop-disk.mjs'
import { atLeast, atMost } from './report.mjs'
import { startServer } from './start-server.mjs'
import { startPrometheus } from './subjects.mjs'

const containers = 10
const daySeconds = 86_400
// The first minutes make the database and its partitions.
const settlingSeconds = 120

/**
 * @param {{ seconds?: number, signal: AbortSignal }} options by default as long as from one checkpoint of the embedded
 * database to the next. The window begins and ends with one, so that a shorter one counts more than a day has.
 */
export async function measureWrittenBytes({ seconds = 1800, signal }) {
  const wait = (duration) => delay(duration * 1000, undefined, { signal })
  const folder = mkdtempSync(join(tmpdir(), 'zb-'))
  const ends = [() => rmSync(folder, { recursive: true })]
  const later = (end) => ends.push(end)
  try {
    const [zenithDisk, prometheusDisk, idleDisk] = ['zenith', 'prometheus', 'idle'].map((name) => {
      const disk = mountDisk(folder, name)
      later(() => disk.remove())
      return disk
    })
    const groups = Object.fromEntries(['dockerd', 'containerd', 'prometheus'].map((name) => [name, makeGroup(name)]))
    for (const group of Object.values(groups)) later(() => group.remove())
    const engine = await startEngine(groups)
    later(() => engine.stop())
    await engine.grow(containers)

    const prometheus = await startPrometheus(groups.prometheus, prometheusDisk.path)
    later(() => prometheus.stop())
    const dataDir = join(zenithDisk.path, 'data')
    const server = await startServer(dataDir, { cwd: folder, env: { DOCKER_SOCKET: engine.socket } })
    later(() => server.stop())
    await wait(Math.min(settlingSeconds, seconds))

    const read = async () => {
      const database = await readDatabase(dataDir)
      return {
        atMs: performance.now(),
        database,
        zenith: zenithDisk.writtenBytes(),
        prometheus: prometheusDisk.writtenBytes(),
        idle: idleDisk.writtenBytes(),
      }
    }
    console.log(`${seconds} s …`)
    const begin = await read()
    await wait(seconds)
    const end = await read()
    const passed = (end.atMs - begin.atMs) / 1000
    const perDay = (bytes) => (bytes / passed) * daySeconds
    const day = (name) => perDay(end[name] - begin[name] - (end.idle - begin.idle)) / 1e6
    const database = Object.fromEntries(
      Object.keys(end.database).map((key) => [key, end.database[key] - begin.database[key]]),
    )
    const seen = await prometheus.seen()
    return {
      windowSeconds: passed,
      megabytesADay: {
        zenith: day('zenith'),
        prometheus: day('prometheus'),
        idle: perDay(end.idle - begin.idle) / 1e6,
      },
      database: { ...database, walMegabytesADay: perDay(database.walBytes) / 1e6 },
      prometheusSeen: seen,
      rows: [
        atLeast('scrapes of Prometheus in a minute', seen.scrapesInLastMinute, 11),
        atLeast('containers stored each 15 s', Math.round(database.dockerRows / (passed / 15)), containers),
        atMost(
          `written a day, ${containers} containers`,
          day('zenith'),
          day('prometheus') * 1.5,
          'MB',
          ' (1.5 × node_exporter + Prometheus)',
        ),
      ],
    }
  } finally {
    for (const end of ends.reverse()) await Promise.resolve().then(end).catch(console.error)
  }
}

/** What the database itself counts, after a checkpoint: one in each window, as in each half hour of a day. */
async function readDatabase(dataDir) {
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'postgres', database: 'zenith' })
  await client.connect()
  try {
    await client.query('CHECKPOINT')
    const { rows } =
      await client.query(`SELECT (SELECT count(*) FROM docker_metrics) AS "dockerRows", wal_records AS "walRecords",
      wal_fpi AS "fullPages", wal_bytes AS "walBytes",
      (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS "walFlushes",
      (SELECT buffers_written FROM pg_stat_checkpointer) AS "checkpointBuffers"
      FROM pg_stat_wal`)
    return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]))
  } finally {
    await client.end()
  }
}
