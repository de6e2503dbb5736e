import type { PowerMode } from '@home-zenith/contract'
import type { Logger } from '../platform/logger.ts'
import type { RunProgram } from './run-program.ts'

/** Tells who is signed in on the machine, on their terminals, in our own words alone. It may not be possible here. */
export async function warnUsers(
  what: string,
  { run, mode, log }: { run: RunProgram; mode: PowerMode; log: Logger },
): Promise<void> {
  const trial = mode === 'dry-run' ? ' This is a trial: nothing will happen.' : ''
  const { code, message } = await run('wall', [], `Home Zenith: ${what}.${trial}\n`)
  if (code !== 0) log.info({ message }, 'power: who is signed in could not be warned')
}
