import { join } from 'node:path'
import { readText } from '../sources/index.ts'

/**
 * The kernel's random name for the time since it was booted; null where it tells none, or what is no name.
 * @see man 4 random
 */
export function readBootId(procfs: string): string | null {
  return /^[\w-]{1,64}$/.exec(readText(join(procfs, 'sys/kernel/random/boot_id'))?.trim() ?? '')?.[0] ?? null
}
