import { expect, test } from 'vitest'
import { useTestDatabase } from '../../../test/test-database.ts'
import { inTransaction } from './in-transaction.ts'

const db = useTestDatabase()

test('a connection that dies between the queries of a transaction fails the next one, and ends nothing else', async () => {
  const { pool } = db.database
  const lost = inTransaction(pool, async (client) => {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
    const gone = new Promise((resolve) => client.once('end', resolve))
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
    await gone
    await client.query('SELECT 1')
  })
  await expect(lost).rejects.toThrow('not queryable')
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})
