import { ConfigError } from './config.ts'
import { makeFolder } from './platform/make-folder.ts'

/** Makes the folder of the data where it is not there yet. @throws {ConfigError} that says what to do */
export function makeDataDir(path: string): void {
  try {
    makeFolder(path)
  } catch (err) {
    throw new ConfigError(
      `DATA_DIR ${path} cannot be made: ${err instanceof Error ? err.message : err}. Set DATA_DIR to a folder that this user may write.`,
    )
  }
}
