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
export { isDatabaseAway, sqlStateOf } from './is-database-away.ts'
export { MigrationError } from './migrate.ts'
