import { join, resolve } from 'node:path'

/**
 * The folder of procfs that tells the mounts and the network: on this machine's own /proc those that this process
 * has, on another's those of its first process.
 */
export function ownFolder(procfs: string): string {
  return join(procfs, resolve(procfs) === '/proc' ? 'self' : '1')
}
