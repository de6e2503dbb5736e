export { connectDatabase, explain } from './connect-database.ts'
export {
  type Connection,
  type Database,
  migrateDatabase,
  openDatabase,
  patiently,
  UnsupportedDatabaseError,
} from './database.ts'
export { Prisma, PrismaClient } from './generated/client.ts'
export { inTransaction } from './in-transaction.ts'
export { isDatabaseAway, isRefused, sqlStateOf } from './is-database-away.ts'
export { listMigrations, MigrationError } from './migrate.ts'
