import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { cancelWaiting } from '../power/index.ts'
import { CommandError } from './command-error.ts'

/** `zenith power cancel`: takes no password, for who may change DATA_DIR may do more than that. */
export function cancelPowerCommand({ DATA_DIR }: Config): void {
  if (!existsSync(DATA_DIR)) {
    throw new CommandError(`there is no DATA_DIR ${DATA_DIR}: run it where the server runs, or set DATA_DIR as there`)
  }
  const { action, execute_at, requested_by } = attempt(DATA_DIR)
  process.stdout.write(`Cancelled: the ${action} at ${execute_at} that ${requested_by} asked for.\n`)
}

function attempt(dataDir: string) {
  try {
    const cancelled = cancelWaiting(dataDir)
    if (cancelled) return cancelled
  } catch (err) {
    const reason = err instanceof Error ? err.message : err
    throw new CommandError(`DATA_DIR cannot be changed (${reason}): run it as the user of the server, or with sudo`)
  }
  throw new CommandError('no reboot or shutdown waits for its moment')
}
