// What benchmarks that work on a database themselves take of the product.
export { insertSamples } from '../server/src/history/insert-samples.ts'
export { SeriesNames } from '../server/src/history/series-names.ts'
export { families } from '../server/src/metrics/families.ts'
export { rolledTiers, tableOf, tiersOf } from '../server/src/metrics/tiers.ts'
export { startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts'
export { migrateDatabase, openDatabase } from '../server/src/platform/database/index.ts'
export { createLogger } from '../server/src/platform/logger.ts'
export { expire, makePartitions, noteLateSamples, openRollUps, rollUp } from '../server/src/retention/index.ts'
