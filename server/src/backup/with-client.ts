import { Client, type Pool } from 'pg'

/** Does `work` on a connection of its own, for COPY cannot be pipelined; a transaction that is open at its end is undone. */
export async function withClient<Result>(pool: Pool, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ ...pool.options, pipeline: false })
  // A connection that dies rejects what is under way on it; the event itself needs a listener only.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
