import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A PROCFS_PATH that is the machine's as it is, but for the name of its boot. */
export function makeProcfs(folder: string, bootId: string): string {
  const procfs = join(folder, `proc-${bootId}`)
  if (existsSync(procfs)) return procfs
  mkdirSync(join(procfs, 'sys/kernel/random'), { recursive: true })
  for (const name of readdirSync('/proc')) if (name !== 'sys') symlinkSync(`/proc/${name}`, join(procfs, name))
  symlinkSync('/proc/sys/kernel/osrelease', join(procfs, 'sys/kernel/osrelease'))
  writeFileSync(join(procfs, 'sys/kernel/random/boot_id'), `${bootId}\n`)
  return procfs
}
