import { BackupError } from './backup-error.ts'
import type { Head } from './format.ts'

/**
 * The id of the host of a backup that goes on as this machine: the one that is asked for, by its id or its name; else
 * this machine, where the backup knows it; else the only one.
 * @param key this machine's
 * @returns null when none does: with `none`, or from a backup without hosts
 * @throws {BackupError} when it cannot be told which
 */
export function chooseHost(hosts: Head['hosts'], key: string, asked?: string): number | null {
  if (asked === 'none') return null
  const own = hosts.find((host) => host.key === key)
  if (asked === undefined) {
    if (own || hosts.length <= 1) return (own ?? hosts[0])?.id ?? null
    throw new BackupError(
      `the backup has several hosts: say with --host which of them this machine is, or "--host none" (${list(hosts)})`,
    )
  }
  const found = hosts.filter(({ id, hostname }) => String(id) === asked || hostname === asked)
  const [chosen] = found
  if (!chosen) throw new BackupError(`the backup has no host ${JSON.stringify(asked)}, but ${list(hosts)}`)
  if (found.length > 1)
    throw new BackupError(`${JSON.stringify(asked)} is not one host only: give its id (${list(hosts)})`)
  if (own && own !== chosen) {
    throw new BackupError(
      `this machine is the host ${own.id} (${own.hostname}) of the backup already: leave out --host`,
    )
  }
  return chosen.id
}

const list = (hosts: Head['hosts']) => hosts.map(({ id, hostname }) => `${id} ${hostname}`).join(', ')
