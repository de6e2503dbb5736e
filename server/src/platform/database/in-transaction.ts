import type { Pool, PoolClient } from 'pg'

/**
 * Does `work` in a transaction on a connection of its own: committed when it ends, rolled back when it throws. Its queries are
 * done in the order in which they are asked, so that those that need no answer of each other may be asked at once.
 * @param settings for this transaction alone
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const client = await pool.connect()
  const set = Object.entries(settings).map(([name, value]) => `; SET LOCAL ${name} = ${value}`)
  try {
    const begin = client.query(`BEGIN ISOLATION LEVEL READ COMMITTED${set.join('')}`)
    const [, result] = await Promise.all([begin, work(client)])
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
