import { beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../../test/test-database.ts'
import { noteLateSamples } from './note-late-samples.ts'
import { openRollUps } from './open-roll-ups.ts'

const db = useTestDatabase()
let host = 0

beforeEach(async () => {
  const key = String(Math.random())
  host = (await db.database.prisma.host.create({ data: { key, hostname: 'late' } })).id
  await openRollUps(db.database.prisma, [{ name: 'probe_metrics' }, { name: 'other_metrics' }])
})

async function moveWatermark(to: string): Promise<void> {
  await db.database.pool.query(
    "UPDATE roll_ups SET watermark = $1 WHERE host_id = $2 AND table_name = 'probe_metrics_1m'",
    [to, host],
  )
}

async function note(times: Record<string, string[]>): Promise<void> {
  const timesMs = new Map(Object.entries(times).map(([table, list]) => [table, list.map((time) => Date.parse(time))]))
  await db.database.pool.query(noteLateSamples(host, timesMs))
}

async function noted(): Promise<unknown[]> {
  const { rows } = await db.database.pool.query<{ table_name: string; bucket: Date }>(
    'SELECT table_name, bucket FROM roll_up_redo WHERE host_id = $1 ORDER BY 1, 2',
    [host],
  )
  return rows.map((row) => [row.table_name, row.bucket.toISOString()])
}

test('notes each bucket behind the watermark once, of its own table', async () => {
  await moveWatermark('2026-01-01T10:05:00Z')
  const probe_metrics = [
    '2026-01-01T10:04:59.999Z',
    '2026-01-01T10:04:00Z',
    '2026-01-01T09:00:30Z',
    '2026-01-01T10:05:00Z',
  ]
  await note({ probe_metrics, other_metrics: ['2026-01-01T10:04:00Z'] })
  await note({ probe_metrics })
  expect(await noted()).toEqual([
    ['probe_metrics_1m', '2026-01-01T09:00:00.000Z'],
    ['probe_metrics_1m', '2026-01-01T10:04:00.000Z'],
  ])
})

test('waits for a roll-up under way, and knows what it has done', async () => {
  const client = await db.database.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM roll_ups WHERE host_id = $1 FOR UPDATE', [host])
  const noting = note({ probe_metrics: ['2026-01-01T10:04:00Z'] })
  await client.query("UPDATE roll_ups SET watermark = '2026-01-01T10:05:00Z' WHERE host_id = $1", [host])
  await client.query('COMMIT')
  client.release()
  await noting
  expect(await noted()).toEqual([['probe_metrics_1m', '2026-01-01T10:04:00.000Z']])
})

test('what is entered already stays as far as it was', async () => {
  await moveWatermark('2026-01-01T10:05:00Z')
  await openRollUps(db.database.prisma, [{ name: 'probe_metrics' }])
  await note({ probe_metrics: ['2026-01-01T10:00:00Z'] })
  expect(await noted()).toHaveLength(1)
})
