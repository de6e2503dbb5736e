import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const [minute, hour, day] = [60, 3600, 86_400]

interface Table {
  name: string
  intervalSeconds: number
  /** The table of the names, the column that refers to it, and the names. */
  series?: { names: string; column: string; rows: Record<string, string>[] }
  /** SQL of each column: `t` is the time in seconds, `s` the number of the series, `n` a noise from 0 to 1. */
  values: Record<string, string>
}

// Calm at night, busy in the evening.
const rhythm = `(0.5 - 0.5 * cos(2 * pi() * (t - 4 * ${hour}) / ${day}))`
const inHour = (at: number) => `(t % ${day} BETWEEN ${at * hour} AND ${at * hour + 40 * minute})::int`

/** The containers that have a history; `backup` is busy at three. */
export const insertedContainers = [
  'jellyfin',
  'home-assistant',
  'immich',
  'postgres',
  'pihole',
  'backup',
  'vaultwarden',
  'mosquitto',
  'caddy',
  'grocy',
].map((name, index) => ({
  container_id: String(index).repeat(64),
  container_name: name,
  image: `registry.example/${name}:latest`,
}))

// The real samples of / follow: what is made goes up to where they begin, and is full in two years.
const { blocks, bfree, bsize } = statfsSync('/')
const [rootUsed, rootFree] = [(blocks - bfree) * bsize, bfree * bsize]
const rootUse = `greatest(0, ${rootUsed} - (date_part('epoch', now()) - t) * ${rootFree / (730 * day)})`

const tables: Table[] = [
  {
    name: 'system_metrics',
    intervalSeconds: 5,
    values: {
      cpu_usage: `6 + 22 * ${rhythm} + 9 * n + 55 * ${inHour(3)}`,
      cpu_iowait: `0.4 + 1.5 * n + 12 * ${inHour(3)}`,
      cpu_steal: '0',
      memory_used: `2.9e9 + 1.1e9 * ${rhythm} + 9e7 * n`,
      memory_total: '8.2e9',
      disk_used: '2.1e11 + (t % 3e7) * 900',
      disk_total: '5e11',
      temperature: `41 + 9 * ${rhythm} + 2 * n + 14 * ${inHour(3)}`,
      uptime: 't % 8000000',
      load_1: `0.3 + 1.2 * ${rhythm} + 0.6 * n + 2 * ${inHour(3)}`,
      load_5: `0.35 + 1.2 * ${rhythm} + 0.2 * n + 1.6 * ${inHour(3)}`,
      load_15: `0.4 + 1.2 * ${rhythm} + 0.1 * n + 1.1 * ${inHour(3)}`,
      swap_used: `2.2e8 + 5e7 * ${rhythm}`,
      swap_total: '2e9',
      disk_read_speed: `2e5 * n + 4e7 * ${inHour(3)} * (0.6 + 0.4 * n)`,
      disk_write_speed: `6e5 + 9e5 * n * ${rhythm} + 1.1e7 * ${inHour(3)} * (0.6 + 0.4 * n)`,
      pressure_cpu: `0.5 + 2 * ${rhythm} * n + 9 * ${inHour(3)}`,
      pressure_memory: '0.1 * n',
      pressure_io: `0.3 * n + 14 * ${inHour(3)} * n`,
    },
  },
  {
    name: 'network_metrics',
    intervalSeconds: 10,
    series: { names: 'interfaces', column: 'interface_id', rows: [{ interface_name: 'eth0' }] },
    values: {
      download_speed: `4e4 + 2.4e6 * ${rhythm} * n * n`,
      upload_speed: `2e4 + 3e5 * ${rhythm} * n + 5e6 * ${inHour(4)}`,
      connected_devices: '7',
      link_speed: '1.25e8',
    },
  },
  {
    name: 'filesystem_metrics',
    intervalSeconds: 60,
    series: { names: 'mounts', column: 'mount_id', rows: [{ mount: '/' }, { mount: '/srv/media' }] },
    values: {
      used: `CASE s WHEN 1 THEN ${rootUse} ELSE 4e11 + (t % 3e7) * 2000 END`,
      total: `CASE s WHEN 1 THEN ${rootUsed + rootFree} ELSE 1e12 END`,
      inodes_used: '9e5',
      inodes_total: '3e7',
    },
  },
  {
    name: 'docker_metrics',
    intervalSeconds: 15,
    series: {
      names: 'containers',
      column: 'container_ref',
      rows: insertedContainers,
    },
    values: {
      cpu_usage: `(14 / s) * (0.3 + ${rhythm}) + 3 * n / s + CASE s WHEN 6 THEN 150 * ${inHour(3)} ELSE 0 END`,
      memory_usage: `9e8 / s + 2e7 * n`,
      memory_limit: '8.2e9',
      network_rx_speed: '1e4 * n',
      network_tx_speed: '2e4 * n',
      disk_read_speed: '3e3 * n',
      disk_write_speed: '5e3 * n',
    },
  },
]

const tiers = [
  { suffix: '', seconds: 0, keptDays: 2 },
  { suffix: '_1m', seconds: minute, keptDays: 8 },
  { suffix: '_15m', seconds: 15 * minute, keptDays: 31 },
  { suffix: '_1h', seconds: hour, keptDays: 366 },
]

export interface InsertedHistory {
  /** Seconds since the epoch: when nothing was sampled, in all tiers. */
  gap: { from: number; to: number }
}

/**
 * Puts a year, or fewer days, into the database of a running server, of this machine, at all resolutions as far back as they are
 * kept, up to the last full minute. @param folder the server's working directory
 */
export async function insertHistory(folder: string, days = 366): Promise<InsertedHistory> {
  const client = new pg.Client({ host: join(folder, 'data/postgres'), user: 'zenith', database: 'zenith' })
  await client.connect()
  try {
    const end = Math.floor(Date.now() / 1000 / minute) * minute
    const gap = gapBefore(end)
    for (const table of tables) {
      await enterNames(client, table)
      for (const tier of tiers) {
        await insertTier(client, table, { ...tier, keptDays: Math.min(days, tier.keptDays) }, end, gap)
      }
    }
    await client.query('ANALYZE')
    return { gap }
  } finally {
    await client.end()
  }
}

/** An hour of the last eight, but not the one in which `backup` is busy. */
function gapBefore(end: number): InsertedHistory['gap'] {
  const to = end - 4 * hour
  const meetsBackup = to % day > 3 * hour && to % day < 5 * hour
  return meetsBackup ? { from: to - 4 * hour, to: to - 3 * hour } : { from: to - hour, to }
}

async function enterNames(client: pg.Client, { series }: Table): Promise<void> {
  for (const row of series?.rows ?? []) {
    // What the server has seen already has been there for a year, too: a history begins when its name was seen first.
    const names = Object.keys(row)
    await client.query(
      `INSERT INTO ${series?.names} (host_id, first_seen, last_seen, ${names.join(', ')})
       SELECT min(id), now() - interval '1 year', now(), ${names.map((_, index) => `$${index + 1}`).join(', ')} FROM hosts
       ON CONFLICT (host_id, ${names[0]}) DO UPDATE SET first_seen = excluded.first_seen`,
      Object.values(row),
    )
  }
}

async function insertTier(
  client: pg.Client,
  { name, intervalSeconds, series, values }: Table,
  { suffix, seconds, keptDays }: (typeof tiers)[number],
  end: number,
  gap: InsertedHistory['gap'],
): Promise<void> {
  const table = name + suffix
  const step = seconds || intervalSeconds
  const from = Math.ceil((end - keptDays * day) / step) * step
  await makePartitions(client, table, from, end, suffix === '' || suffix === '_1m')
  const names = Object.keys(values)
  const columns =
    suffix === ''
      ? Object.entries(values)
      : [
          ...Object.entries(values).flatMap(([column, sql]) => [
            [column, sql],
            [`${column}_min`, `0.8 * (${sql})`],
            [`${column}_max`, `1.2 * (${sql})`],
          ]),
          ...[...names.map((column) => `${column}_count`), 'sample_count'].map((column) => [
            column,
            String(step / intervalSeconds),
          ]),
        ]
  const things = series
    ? `(SELECT id, row_number() OVER (ORDER BY id) AS s FROM ${series.names}) AS things`
    : '(SELECT 1 AS id, 1 AS s) AS things'
  await client.query(
    `INSERT INTO ${table} (host_id, timestamp, ${series ? `${series.column}, ` : ''}${columns.map(([column]) => column).join(', ')})
     SELECT (SELECT min(id) FROM hosts), to_timestamp(t), ${series ? 'things.id, ' : ''}${columns.map(([, sql]) => sql).join(', ')}
     FROM generate_series($1::int8, $2::int8, $3::int8) AS t, ${things},
       LATERAL (SELECT abs(hashint8(t * 31 + s))::int8 % 1000 / 1000.0 AS n) AS noise
     WHERE t < $4 OR t >= $5
     ON CONFLICT DO NOTHING`,
    [from, end - step, step, gap.from, gap.to],
  )
}

/** As the server makes them, but for the past; what it has made already stays. */
async function makePartitions(client: pg.Client, table: string, from: number, end: number, isDaily: boolean) {
  for (let at = new Date(from * 1000); at.getTime() / 1000 < end; ) {
    const start = isDaily ? at.toISOString().slice(0, 10) : `${at.toISOString().slice(0, 7)}-01`
    const next = new Date(start)
    if (isDaily) next.setUTCDate(next.getUTCDate() + 1)
    else next.setUTCMonth(next.getUTCMonth() + 1)
    await client.query(`DO $$ BEGIN
      CREATE TABLE ${table}_${start.replaceAll('-', '')} PARTITION OF ${table}
        FOR VALUES FROM ('${start}T00:00:00Z') TO ('${next.toISOString()}');
      EXCEPTION WHEN duplicate_table OR invalid_object_definition THEN NULL;
      END $$`)
    at = next
  }
}
