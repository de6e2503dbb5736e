/**
 * A PostgreSQL of our own, for those who set no `DATABASE_URL`.
 *
 * Its data lies in `DATA_DIR/postgres`, always: the data folder is handed to it as an open descriptor, so that even the
 * private user, as whom it runs when the server is root, reaches data below a folder that is closed to it. It listens
 * on a Unix socket in that folder and on no port, and knows who connects by their user id. It is restarted when it dies,
 * stopped when the server stops or is killed, and after a power cut it starts without help.
 */
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts'
export { joinEmbeddedPostgres } from './join-embedded-postgres.ts'
export { probeEmbeddedPostgres } from './locate-binaries.ts'
export {
  type EmbeddedConnection,
  type EmbeddedPostgres,
  type StartOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts'
