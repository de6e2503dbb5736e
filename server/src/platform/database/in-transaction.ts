import type { Pool, PoolClient } from 'pg'

// Left to itself PostgreSQL plans each prepared statement anew, to which the partitions lead it: that costs more than most of them do.
const keepPlans = 'SET LOCAL plan_cache_mode = force_generic_plan'

/**
 * Does `work` in a transaction on a connection of its own: committed when it ends, rolled back when it throws.
 * @param settings statements that go with its beginning
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  settings = '',
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; ${keepPlans}; ${settings}`)
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const isBroken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    )
    client.release(isBroken)
    throw error
  }
}
