import { Argument, Command } from 'commander'
import { printCompletion, shellNames } from './commands/print-completion.ts'
import { printManual } from './commands/print-manual.ts'
import { ConfigError, describeSettings, loadConfig } from './config.ts'
import { createLogger } from './platform/logger.ts'
import { version } from './version.ts'

const program = new Command('zenith')
  .description('watches this machine: Home Zenith')
  .version(version)
  .showHelpAfterError()

program
  .command('serve')
  .description('run the server until it is stopped')
  .action(async () => {
    const { serve } = await import('./serve.ts')
    const config = loadConfig()
    await serve(config, createLogger(config.LOG_LEVEL))
  })

program
  .command('migrate')
  .description('bring the database up to date, and end')
  .action(async () => (await import('./commands/migrate.ts')).migrateCommand(loadConfig()))

program
  .command('rollup')
  .description('bring the minutes, quarters and hours of the history up to date, drop what has expired, and end')
  .option('--from <time>', 'first rebuild them from this time on: 2026-01-31T12:00:00Z, or -7d')
  .action(async ({ from }: { from?: string }) =>
    (await import('./commands/rollup.ts')).rollUpCommand(loadConfig(), from),
  )

program
  .command('doctor')
  .description('tell what works here, what does not, and what to do')
  .action(async () => (await import('./commands/doctor.ts')).doctorCommand(loadConfig()))

program
  .command('reset-password')
  .description('give a user a new password and end all their sign-ins')
  .argument('<user>', 'user name or e-mail address')
  .action(async (user: string) =>
    (await import('./commands/reset-password.ts')).resetPasswordCommand(loadConfig(), user),
  )

program
  .command('power')
  .description('what was asked of the machine')
  .command('cancel')
  .description('cancel the reboot or shutdown that waits for its moment')
  .action(async () => (await import('./commands/cancel-power.ts')).cancelPowerCommand(loadConfig()))

program
  .command('backup')
  .description('write all that the database holds into one file; a server may run meanwhile')
  .argument('<file>', 'where to; - is standard output')
  .option('--with-secrets', 'passwords, sign-ins and keys as well: whoever has the file can then sign in')
  .option('--force', 'replace the file if there is one')
  .action(async (file: string, options: { withSecrets?: true; force?: true }) =>
    (await import('./commands/backup.ts')).backupCommand(loadConfig(), file, options),
  )

program
  .command('restore')
  .description('fill an empty database from a backup; this machine then goes on as the host of the backup')
  .argument('<file>', 'the backup; - is standard input')
  .option('--host <host>', 'which host of the backup this machine is: an id, a name, or "none"')
  .action(async (file: string, options: { host?: string }) =>
    (await import('./commands/restore.ts')).restoreCommand(loadConfig(), file, options),
  )

program
  .command('completion')
  .description('print what makes a shell complete this command line')
  .addArgument(new Argument('<shell>', 'which one').choices(shellNames))
  .action((shell: string) => printCompletion(program, shell))

program
  .command('manual')
  .description('print the page of the manual, for man')
  .action(() => printManual(program, describeSettings()))

try {
  await program.parseAsync()
} catch (error) {
  for (const line of linesOf(error)) process.stderr.write(`zenith: ${line}\n`)
  process.exitCode = 1
}

/** A mistake of the person's is its message; anything else is a fault of ours, with its stack. */
function linesOf(error: unknown): string[] {
  if (error instanceof ConfigError) return error.message.split('\n')
  if (!(error instanceof Error)) return [String(error)]
  const isExpected =
    error.name !== 'Error' &&
    error.name.endsWith('Error') &&
    !['TypeError', 'RangeError', 'ReferenceError'].includes(error.name)
  return [isExpected ? error.message : (error.stack ?? error.message)]
}
