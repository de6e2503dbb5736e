import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useTestDatabase } from '../../test/test-database.ts'
import { families } from '../metrics/families.ts'
import { rolledTiers, tableOf } from '../metrics/tiers.ts'
import { makePartitions } from './make-partitions.ts'
import { openRollUps } from './open-roll-ups.ts'
import { rollUp } from './roll-up.ts'

const db = useTestDatabase()
const page = readFileSync(new URL('../../../docs/database.md', import.meta.url), 'utf8')
const queries = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql ?? '')
const tables = families.map((family) => family.table)
const nowMs = Date.now()

beforeAll(async () => {
  const { prisma, pool } = db.database
  const host = await prisma.host.create({ data: { key: 'page', hostname: 'home' } })
  await openRollUps(prisma, tables)
  const make = (table: string, timesMs: readonly number[]) => makePartitions(prisma, table, timesMs)
  for (const { name, columns, series } of tables) {
    if (series) {
      const labels = series.labels.map((label) => `'a ${label}'`)
      await pool.query(
        `INSERT INTO ${series.table} (id, host_id, first_seen, last_seen, ${series.labels.join(', ')}) VALUES (1, ${host.id}, now(), now(), ${labels.join(', ')})`,
      )
    }
    await make(name, [nowMs - 60_000])
    const key = series ? `${host.id}, 1` : host.id
    await pool.query(
      `INSERT INTO ${name} (host_id, ${series ? `${series.column}, ` : ''}timestamp, ${columns.map((column) => column.name).join(', ')})
        VALUES (${key}, to_timestamp($1::float8), ${columns.map(() => 7).join(', ')})`,
      [nowMs / 1000 - 60],
    )
  }
  await rollUp({ pool, tables, makePartitions: make }, nowMs)
})

describe('docs/database.md', () => {
  test('has queries', () => expect(queries.length).toBeGreaterThanOrEqual(4))

  test.each(queries)('%s', async (sql) => {
    const { rows } = await db.database.pool.query(sql)
    expect(rows).toHaveLength(1)
    expect(Object.values(rows[0])).not.toContain(null)
  })
})

test.each(tables.flatMap(({ name }) => [name, ...rolledTiers.map((tier) => tableOf(name, tier))]))(
  '%s has a view that names',
  async (name) => {
    const { rows } = await db.database.pool.query(`SELECT * FROM ${name}_named`)
    expect(rows).toMatchObject([{ hostname: 'home' }])
    const table = tables.find((one) => name.startsWith(one.name))
    const labels = Object.fromEntries((table?.series?.labels ?? []).map((label) => [label, `a ${label}`]))
    const values = Object.fromEntries((table?.columns ?? []).map((column) => [column.name, expect.anything()]))
    expect(rows[0]).toMatchObject({ ...labels, ...values })
  },
)
