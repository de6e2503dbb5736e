/** Why a backup was not made or not restored, for a person. Nothing was changed. */
export class BackupError extends Error {
  override name = 'BackupError'
}
