import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createPrivateFile, writePrivateFile } from '../platform/write-private-file.ts'

// Without letters and digits that look alike.
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The key of the access tokens: `JWT_SECRET`, or one made at the first start and kept in `dataDir`. */
export function loadJwtSecret(preset: string | undefined, dataDir: string): string {
  return preset ?? keep(join(dataDir, 'jwt-secret'), () => randomBytes(48).toString('base64url'))
}

/** What sets up the first account from another machine. It is gone with that account. */
export interface SetupCode {
  /** Made when there is none yet. */
  show(): string
  matches(given: string | undefined): boolean
  forget(): void
}

export function loadSetupCode(preset: string | undefined, dataDir: string): SetupCode {
  const file = join(dataDir, 'setup-code')
  const show = () => preset ?? keep(file, makeCode)
  return {
    show,
    matches: (given) => given !== undefined && areEqual(given, show()),
    forget: () => rmSync(file, { force: true }),
  }
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) createPrivateFile(file, `${make()}\n`)
  chmodSync(file, 0o600)
  const kept = readFileSync(file, 'utf8').trim()
  if (kept.length >= 8) return kept
  // Cut short by a power cut: nobody can have used it.
  const made = make()
  writePrivateFile(file, `${made}\n`)
  return made
}

// 3 × 4 of 30 characters: 58 bits, and guesses are limited.
function makeCode(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return [group(), group(), group()].join('-')
}

function areEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text.replaceAll('-', '').trim().toUpperCase()).digest()
  return timingSafeEqual(digest(one), digest(other))
}
