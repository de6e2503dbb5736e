// A year of a machine, rolled up and expired as time goes: what it takes on the disk, and what a minute's roll-up costs.
import { familyOf, schedulerMs } from './processes.mjs'
import { atMost } from './report.mjs'
import { withDatabase } from './with-database.mjs'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
// Just before midnight of a 30th of January: no moment of a year finds more days, and months, that cannot be dropped yet.
const endMs = Date.parse('2026-01-31T00:00:00Z')
// Of older days only quarters and hours are left, and a row of theirs is as large whatever it was made of.
const fullRateDays = 31
const sparseMs = 15 * minuteMs
// As the server does it: each minute, with its open buckets. The days before are rolled up once they are over.
const livedDays = 1
const seriesOf = { interfaces: 3, mounts: 3 }

/** @param {{ seconds?: number, signal: AbortSignal }} options `seconds` is the days of the year here */
export async function measureYear({ seconds: days = 365, signal }) {
  const years = []
  for (const containers of [30, 10, 0]) {
    years.push(await withDatabase((given) => liveThrough(given, { containers, days, signal })))
    console.log(JSON.stringify(years.at(-1)))
  }
  const [most] = years
  return {
    days,
    fullRateDays,
    livedDays,
    years,
    rows: [
      atMost(`${days} days with 30 containers, on the disk`, most.megabytes, 350, 'MB'),
      ...years.map(({ containers, megabytes, rollUpMs, rollUpCpuMs }) => ({
        what: `with ${containers} containers`,
        measured: `${megabytes.toFixed(0)} MB; a minute's roll-up ${rollUpMs.toFixed(1)} ms, ${rollUpCpuMs.toFixed(1)} ms of CPU`,
        goal: '',
        met: true,
      })),
    ],
  }
}

async function liveThrough({ product, prisma, pool, postgres, log }, { containers, days, signal }) {
  const host = await prisma.host.create({ data: { key: 'bench', hostname: 'bench' } })
  const tables = product.families.map(({ table }) => table)
  await product.openRollUps(prisma, tables)
  const makePartitions = (table, timesMs) => product.makePartitions(prisma, table, timesMs)
  const rollUp = (nowMs) => product.rollUp({ pool, tables, makePartitions, signal }, nowMs)
  const expire = (nowMs) => product.expire({ pool, tables: tables.map(({ name }) => name), log }, nowMs)

  const minutes = []
  let cpuMs = 0
  // Looked up once: their connections last, and to look costs more than a roll-up.
  let pids = []
  const liveDay = async (fromMs) => {
    pids = [process.pid, ...familyOf(postgres.pid())]
    for (let nowMs = fromMs + minuteMs; nowMs < fromMs + dayMs && !signal.aborted; nowMs += minuteMs) {
      const [startedMs, cpuBefore] = [performance.now(), cpuOf(pids)]
      await rollUp(nowMs)
      minutes.push(performance.now() - startedMs)
      cpuMs += cpuOf(pids) - cpuBefore
      if (nowMs % (10 * minuteMs) === 0) await expire(nowMs)
      if (nowMs % hourMs === 0) await vacuum(pool)
    }
  }
  for (let left = days; left > 0 && !signal.aborted; left -= 1) {
    const fromMs = endMs - left * dayMs
    for (const { table, intervalMs } of product.families) {
      await makePartitions(table.name, [fromMs])
      const values = [host.id, fromMs / 1000, dayMs / 1000, (left > fullRateDays ? sparseMs : intervalMs) / 1000]
      await pool.query(rowsOf(table, containers), values)
    }
    if (left <= livedDays) {
      await liveDay(fromMs)
    } else {
      await rollUp(fromMs + dayMs)
      await expire(fromMs + dayMs)
      await vacuum(pool)
    }
  }
  signal.throwIfAborted()

  const { rows } = await pool.query('SELECT pg_database_size(current_database())::float8 AS bytes')
  minutes.sort((a, b) => a - b)
  return {
    containers,
    megabytes: rows[0].bytes / 1e6,
    rollUpMs: minutes[Math.floor(minutes.length / 2)],
    rollUpCpuMs: cpuMs / minutes.length,
    tables: await sizesOf(pool),
  }
}

async function sizesOf(pool) {
  await pool.query('ANALYZE')
  const { rows } = await pool.query(
    `SELECT parent.relname AS table, round(sum(pg_total_relation_size(c.oid)) / 1e6, 1)::float8 AS megabytes,
        sum(greatest(c.reltuples, 0))::int8::int4 AS rows, count(*)::int4 AS partitions
      FROM pg_inherits i JOIN pg_class parent ON parent.oid = i.inhparent AND parent.relkind = 'p' JOIN pg_class c ON c.oid = i.inhrelid
      GROUP BY 1
      UNION ALL SELECT 'the catalogue', round(sum(pg_total_relation_size(oid)) / 1e6, 1)::float8, null, count(*)::int4
        FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND NOT relisshared
      ORDER BY 1`,
  )
  return rows
}

/** What autovacuum would do of an hour, the catalogue included: it goes by the clock, and here an hour passes in seconds. */
async function vacuum(pool) {
  await pool.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await pool.query(
    `SELECT relid::regclass::text AS name FROM pg_stat_all_tables JOIN pg_class ON oid = relid
      WHERE NOT relisshared AND schemaname IN ('public', 'pg_catalog')
        AND (n_dead_tup > 50 + 0.2 * greatest(reltuples, 0) OR n_ins_since_vacuum > 1000 + 0.2 * greatest(reltuples, 0))`,
  )
  if (rows.length > 0) await pool.query(`VACUUM ANALYZE ${rows.map(({ name }) => name).join(', ')}`)
}

/** Milliseconds of CPU that these processes have taken. */
function cpuOf(pids) {
  return pids.reduce((sum, pid) => sum + schedulerMs(pid), 0)
}

/** Rows that differ in every digit, as measurements do. */
function rowsOf({ name, columns, series }, containers) {
  const count = series ? (seriesOf[series.table] ?? containers) : 1
  const values = columns.map(({ type }) => `(random() * ${type === 'int4' ? 1e5 : 1e9})::${type}`)
  return `INSERT INTO ${name} (host_id, ${series ? `${series.column}, ` : ''}timestamp, ${columns.map((column) => column.name).join(', ')})
    SELECT $1::int4, ${series ? 'series, ' : ''}to_timestamp($2::float8 + second), ${values.join(', ')}
    FROM generate_series(0, $3::int4 - 1, $4::int4) AS second CROSS JOIN generate_series(1, ${count}) AS series`
}
