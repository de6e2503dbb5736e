import { createRecordAudit } from '../audit/index.ts'
import { resetPassword } from '../auth/index.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../platform/database/index.ts'
import { createLogger } from '../platform/logger.ts'
import { CommandError } from './command-error.ts'
import { withCommandDatabase } from './open-command-database.ts'

/** `zenith reset-password USER`: prints the new password once. */
export async function resetPasswordCommand(config: Config, user: string): Promise<void> {
  const reset = await withCommandDatabase(config, async (connection) => {
    const database = openDatabase(connection, createLogger('silent'))
    return resetPassword(database.prisma, createRecordAudit(database.prisma), user).finally(() => database.close())
  })
  if (!reset) throw new CommandError(`nobody has the user name or e-mail address ${JSON.stringify(user)}`)
  process.stdout.write(
    `The new password of ${reset.username} is ${reset.password}\nAll their sign-ins have ended, and no authenticator is asked for.\n`,
  )
}
