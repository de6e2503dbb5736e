import pg from 'pg'
import { pino } from 'pino'
import { EmbeddedPostgresError, joinEmbeddedPostgres, startEmbeddedPostgres } from './index.ts'

const [, , command, dataDir = '', binaries = ''] = process.argv

try {
  if (command === 'serve') {
    const postgres = await startEmbeddedPostgres({ dataDir, binaries, log: pino({ level: 'silent' }) })
    process.once('SIGTERM', () => void postgres.stop())
    answer({ postgresPid: postgres.pid() })
  } else {
    const connection = await joinEmbeddedPostgres({ dataDir })
    if (!connection) answer({ connection })
    else {
      const client = new pg.Client(connection)
      await client.connect()
      const { rows } = await client.query('SELECT note FROM notes').finally(() => client.end())
      answer(rows[0])
    }
  }
} catch (err) {
  answer({ code: err instanceof EmbeddedPostgresError ? err.code : String(err) })
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
