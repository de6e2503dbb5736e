import type { Pool, PoolClient } from 'pg'

/** Does `work` on a connection that ends with it, and a transaction that is open then, undone. */
export async function withClient<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  // A connection that dies rejects what is under way on it; the event itself needs a listener only.
  client.on('error', () => undefined)
  try {
    return await work(client)
  } finally {
    client.release(true)
  }
}
