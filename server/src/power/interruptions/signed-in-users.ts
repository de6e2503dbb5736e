import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Interruptions } from '@home-zenith/contract'
import { listFolder, readText } from '../../sources/index.ts'

type Session = NonNullable<Interruptions['signed_in_users']>[number]

/**
 * Who is signed in on the machine, by logind's records; null where it keeps none.
 * @see man 3 sd-login, which reads the same files
 */
export function findSignedInUsers(rootfs: string): Session[] | null {
  const folder = join(rootfs, 'run/systemd/sessions')
  if (!existsSync(folder)) return null
  // Beside a session's file lies a pipe, `<session>.ref`, which never answers.
  const names = listFolder(folder).filter((name) => /^[a-z]?\d+$/.test(name))
  return names.flatMap((name) => readSession(readText(join(folder, name)) ?? ''))
}

function readSession(text: string): Session[] {
  const field = (key: string) => new RegExp(`^${key}=(.+)$`, 'm').exec(text)?.[1] ?? null
  const user = field('USER')
  // The others are the sign-in screen's and of services.
  if (user === null || !field('CLASS')?.startsWith('user') || field('STATE') === 'closing') return []
  const microseconds = Number(field('REALTIME'))
  const since = microseconds > 0 ? new Date(microseconds / 1000).toISOString() : null
  return [{ user, terminal: field('TTY') ?? field('DISPLAY'), from: field('REMOTE_HOST'), since }]
}
