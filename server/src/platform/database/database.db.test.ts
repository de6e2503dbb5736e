import { expect, test, vi } from 'vitest'
import { useTestDatabase } from '../../../test/test-database.ts'
import { createLogger } from '../logger.ts'
import { openDatabase } from './database.ts'
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

test('an idle connection that is lost is told, but not while the pool is closed', async () => {
  const log = createLogger('silent')
  const warn = vi.spyOn(log, 'warn')
  const { pool, close } = openDatabase(db.connection, log)
  const { rows } = await pool.query('SELECT pg_backend_pid() AS pid')
  const lost = new Promise((resolve) => pool.once('error', resolve))
  await db.database.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
  await lost
  expect(warn).toHaveBeenCalledOnce()
  const closing = close()
  // As when the database ends before it has read the farewell.
  pool.emit('error', new Error('terminating connection'))
  await closing
  expect(warn).toHaveBeenCalledOnce()
})
