import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Interruptions } from '@home-zenith/contract'
import { readText } from '../../sources/index.ts'

/** What an update left for the next boot; null: nothing. @see /usr/share/update-notifier/notify-reboot-required of Debian */
export function findRebootRequired(rootfs: string): Interruptions['reboot_required'] {
  const flag = join(rootfs, 'run/reboot-required')
  if (!existsSync(flag)) return null
  const packages = (readText(`${flag}.pkgs`) ?? '').split('\n').filter(Boolean)
  return { packages: [...new Set(packages)].sort() }
}
