// How fast samples are stored, as after a time without the database, against what the database takes at the most: COPY of
// text that is ready, of as many rows, into the same tables, in transactions of the same size.
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { atLeast } from './report.mjs'
import { withDatabase } from './with-database.mjs'

const beginMs = Date.parse('2026-01-01T00:00:00Z')
const dayMs = 86_400_000
// The recorder's own: what it puts into a transaction at the most.
const samplesABatch = 100
const series = { network: 3, filesystem: 3, docker: 10 }

/** @param {{ seconds?: number, signal: AbortSignal }} options seconds for both together */
export async function measureInsertSpeed({ seconds = 60, signal }) {
  return withDatabase(async ({ product, prisma, pool }) => {
    const [ours, copied] = await Promise.all(
      ['ours', 'copied'].map((name) => prisma.host.create({ data: { key: name, hostname: name } })),
    )
    const families = product.families.map(withMadeRows)
    const days = [0, 1, 2].map((day) => beginMs + day * dayMs)
    for (const { table } of families) await product.makePartitions(prisma, table.name, days)
    await product.openRollUps(
      prisma,
      families.map(({ table }) => table),
    )

    const target = { pool, hostId: ours.id, names: new product.SeriesNames(prisma, ours.id) }
    const keeping = {
      makePartitions: (table, timesMs) => product.makePartitions(prisma, table, timesMs),
      noteLate: product.noteLateSamples,
    }
    const client = await pool.connect()
    try {
      const timed = async (work) => {
        const startMs = performance.now()
        await work()
        return performance.now() - startMs
      }
      const measured = []
      const startMs = performance.now()
      for (const batch of batchesOf(families)) {
        if (signal.aborted || performance.now() - startMs > seconds * 1000) break
        const tables = textsOf(batch, copied.id)
        const rows = batch.reduce((sum, { sample }) => sum + sample.rows.length, 0)
        const insertMs = await timed(() => product.insertSamples(target, batch, keeping))
        const copyMs = await timed(() => copy(client, tables))
        measured.push({ insert: rows / (insertMs / 1000), copy: rows / (copyMs / 1000) })
      }
      await requireSame(pool, families, ours.id, copied.id)
      // The median: what else the machine does meanwhile makes single batches slow.
      const [insert, most] = ['insert', 'copy'].map((name) => Math.round(median(measured.map((batch) => batch[name]))))
      return {
        batches: measured.length,
        rowsASecond: { insert, copy: most },
        rows: [atLeast(`rows stored a second, of ${most} by COPY`, insert, Math.ceil(most / 2))],
      }
    } finally {
      client.release()
    }
  })
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Its samples bring their rows with them. */
const withMadeRows = (family) => ({ ...family, table: { ...family.table, rows: ({ rows }) => rows } })

/** Batches as they come of a machine with some of everything. */
function* batchesOf(families) {
  let batch = []
  for (let passedMs = 0; passedMs < 3 * dayMs; passedMs += 5000) {
    const timestamp = new Date(beginMs + passedMs).toISOString()
    for (const family of families.filter(({ intervalMs }) => passedMs % intervalMs === 0)) {
      batch.push({ family, sample: { timestamp, rows: makeRows(family) } })
      if (batch.length < samplesABatch) continue
      yield batch
      batch = []
    }
  }
}

function makeRows({ name, table }) {
  return Array.from({ length: series[name] ?? 1 }, (_, index) => ({
    labels: (table.series?.labels ?? []).map((label) => `${label} ${index}`),
    values: table.columns.map(({ type }) =>
      type === 'float8' ? Math.random() * 1e6 : Math.floor(Math.random() * 1e9),
    ),
  }))
}

/** The rows of a batch in COPY's text form, by their tables. */
function textsOf(batch, hostId) {
  const tables = new Map()
  for (const { family, sample } of batch) {
    const { table } = family
    const columns = [
      'host_id',
      'timestamp',
      ...(table.series ? [table.series.column] : []),
      ...table.columns.map(({ name }) => name),
    ]
    const text = tables.get(table.name) ?? { columns, lines: [] }
    for (const [index, { values }] of sample.rows.entries())
      text.lines.push(`${[hostId, sample.timestamp, ...(table.series ? [index + 1] : []), ...values].join('\t')}\n`)
    tables.set(table.name, text)
  }
  return [...tables].map(([name, { columns, lines }]) => ({ name, columns, text: Buffer.from(lines.join('')) }))
}

async function copy(client, tables) {
  await client.query('BEGIN')
  for (const { name, columns, text } of tables)
    await pipeline([text], client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`)))
  await client.query('COMMIT')
}

async function requireSame(pool, families, ...hosts) {
  for (const { table } of families) {
    const { rows } = await pool.query(
      `SELECT count(*)::int4 AS count FROM ${table.name} WHERE host_id = ANY($1) GROUP BY host_id`,
      [hosts],
    )
    const counts = rows.map(({ count }) => count)
    if (counts.length !== 2 || counts[0] !== counts[1])
      throw new Error(`${table.name} has ${counts} rows: not the same work`)
  }
}
