// A database of the product's own, for a benchmark that works on it itself.
import { fileURLToPath } from 'node:url'
import { importBundled } from './bundle.mjs'
import { makeDataDir, removeDataDir } from './start-server.mjs'

/**
 * Starts it with all tables, gives it to `work` with the product's modules, and removes it.
 * @template Result
 * @param {(given: { product: any, prisma: any, pool: any, postgres: any, log: any }) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withDatabase(work) {
  const product = await importBundled('product.ts')
  const log = product.createLogger('silent')
  const dataDir = makeDataDir()
  const postgres = await product.startEmbeddedPostgres({ dataDir, log })
  let database
  try {
    const migrations = fileURLToPath(new URL('../server/prisma/migrations', import.meta.url))
    await product.migrateDatabase(postgres.connection, migrations, log)
    database = product.openDatabase(postgres.connection, log)
    return await work({ product, prisma: database.prisma, pool: database.pool, postgres, log })
  } finally {
    await database?.close()
    await postgres.stop()
    removeDataDir(dataDir)
  }
}
