// What the database has, compared with what was sampled.
import { join } from 'node:path'
import pg from 'pg'

export async function withDatabase(dataDir, work) {
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'zenith', database: 'zenith' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const keys = {
  system: 'timestamp',
  network: 'timestamp, interface_id',
  docker: 'timestamp, container_ref',
  filesystem: 'timestamp, mount_id',
}

/**
 * @param {Iterable<string>} promised such as `system 2026-01-31T12:00:00.000Z`
 * @param {{ keptFromMs: number, goneBeforeMs: number }} options from when on all samples are there, and before when they have all
 * expired: theirs are the tiers
 */
export async function compareStored(dataDir, promised, { keptFromMs, goneBeforeMs }) {
  return await withDatabase(dataDir, async (client) => {
    const missing = []
    const counts = {}
    let doubled = 0
    for (const [family, key] of Object.entries(keys)) {
      const table = `${family}_metrics`
      const { rows } = await client.query(`SELECT DISTINCT timestamp FROM ${table}`)
      const stored = new Set(rows.map(({ timestamp }) => `${family} ${timestamp.toISOString()}`))
      const wanted = [...promised].filter((name) => name.startsWith(`${family} `))
      const kept = wanted.filter((name) => Date.parse(name.slice(family.length + 1)) >= keptFromMs)
      missing.push(...kept.filter((name) => !stored.has(name)))
      const { rows: twice } = await client.query(
        `SELECT count(*)::int4 AS count FROM (SELECT FROM ${table} GROUP BY host_id, ${key} HAVING count(*) > 1) AS doubled`,
      )
      doubled += twice[0].count
      counts[family] = { promised: wanted.length, stored: stored.size }
    }
    const { rows } = await client.query('SELECT count(*)::int4 AS count FROM system_metrics WHERE timestamp < $1', [
      new Date(goneBeforeMs),
    ])
    return { missing, doubled, counts, expired: rows[0].count }
  })
}

/**
 * Minutes of the system's 1-minute tier that have another number of samples than were taken.
 * @param {readonly string[]} taken the times of all samples of the system
 * @param {number} untilMs what is later is not rolled up yet
 */
export async function compareTier(dataDir, taken, untilMs) {
  const wanted = new Map()
  for (const time of new Set(taken)) {
    const minute = `${time.slice(0, 16)}:00.000Z`
    if (Date.parse(minute) + 60_000 <= untilMs) wanted.set(minute, (wanted.get(minute) ?? 0) + 1)
  }
  const { rows } = await withDatabase(dataDir, (client) =>
    client.query('SELECT timestamp, sample_count FROM system_metrics_1m WHERE timestamp < $1', [new Date(untilMs)]),
  )
  const found = new Map(rows.map(({ timestamp, sample_count }) => [timestamp.toISOString(), sample_count]))
  const differing = [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((minute) => wanted.get(minute) !== found.get(minute))
    .map((minute) => `${minute}: ${wanted.get(minute) ?? 0} were taken, the tier has ${found.get(minute) ?? 0}`)
  return { minutes: wanted.size, differing }
}
