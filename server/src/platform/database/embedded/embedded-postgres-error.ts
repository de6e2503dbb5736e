export type EmbeddedPostgresErrorCode =
  | 'already_running'
  | 'binaries_missing'
  | 'data_not_writable'
  | 'data_of_other_version'
  | 'data_unknown'
  | 'data_unreachable'
  | 'no_space'
  | 'no_user_entry'
  | 'privileges_kept'
  | 'program_missing'
  | 'start_failed'

/** The one error of the embedded database: `code` is stable, the message says what is wrong, where, and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The `errno` name of a failed system call, `''` for any other error. */
export function errnoOf(err: unknown): string {
  return err instanceof Error && 'code' in err && typeof err.code === 'string' ? err.code : ''
}

/** Gives a failed file operation its meaning; an error that has one already stays as it is. */
export function explainFileError(err: unknown, path: string): EmbeddedPostgresError {
  if (err instanceof EmbeddedPostgresError) return err
  const errno = errnoOf(err)
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return noSpaceError(path, err)
  // So it looks to a service, too, that systemd has not allowed to write there.
  const [reason, remedy] =
    errno === 'EROFS'
      ? ['it is read-only', 'Mount it to be written, name it in ReadWritePaths of the systemd service']
      : [err instanceof Error ? err.message : String(err), 'Give it to this user (chown -R)']
  return new EmbeddedPostgresError(
    'data_not_writable',
    `The database folder ${path} cannot be used by user id ${process.geteuid?.()}: ${reason}. ` +
      `${remedy}, or point DATA_DIR to a folder that this user may write.`,
    { cause: err },
  )
}

export function noSpaceError(path: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'no_space',
    `No space is left for the database in ${path}. Free at least 100 MB there, or point DATA_DIR to a larger disk.`,
    { cause },
  )
}
