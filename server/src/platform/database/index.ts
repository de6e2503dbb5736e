export { type Connection, type Database, migrateDatabase, openDatabase, UnsupportedDatabaseError } from './database.ts'
export { PrismaClient } from './generated/client.ts'
export { isDatabaseAway, sqlStateOf } from './is-database-away.ts'
export { MigrationError } from './migrate.ts'
