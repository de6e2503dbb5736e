import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createPrivateFile, writePrivateFile } from '../platform/write-private-file.ts'

// Without letters and digits that look alike.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
// Of a key for HS256, as `JWT_SECRET` takes it too.
const fewestSecretCharacters = 32
const codeCharacters = 12

/** The key of the access tokens: `JWT_SECRET`, or one made at the first start and kept in `dataDir`. */
export function loadJwtSecret(preset: string | undefined, dataDir: string): string {
  return (
    preset ?? keep(join(dataDir, 'jwt-secret'), () => randomBytes(48).toString('base64url'), fewestSecretCharacters)
  )
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
  const show = () => preset ?? keep(file, makeSetupCode, codeCharacters)
  // What nobody was shown, nobody can know: a guess makes no code.
  const isMade = () => preset !== undefined || existsSync(file)
  const normalise = preset === undefined ? typedCode : (text: string) => text
  return {
    show,
    matches: (given) => given !== undefined && isMade() && areEqual(normalise(given), normalise(show())),
    forget: () => rmSync(file, { force: true }),
  }
}

function keep(file: string, make: () => string, fewestCharacters: number): string {
  if (!existsSync(file)) createPrivateFile(file, `${make()}\n`)
  if (read(file).length < fewestCharacters) {
    // Cut short by a power cut: nobody can have used it.
    writePrivateFile(file, `${make()}\n`)
  }
  if ((statSync(file).mode & 0o777) !== 0o600) chmodSync(file, 0o600)
  return read(file)
}

class SecretFileError extends Error {
  override name = 'SecretFileError'
}

/** @throws with what to do for one that this user may not read, or a folder of that name */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (err) {
    const reason = err instanceof Error ? err.message : err
    throw new SecretFileError(
      `${file} cannot be read: ${reason}. Give it to the user that this runs as, or move it away.`,
    )
  }
}

// 60 bits, and guesses are limited.
const makeSetupCode = () => readableCode(3)

/** A code for people to copy: groups of four characters, 20 bits each. */
export function readableCode(groups: number): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** A made code as a person may type it. */
export function typedCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toUpperCase()
}

/** Compares two secrets in a time that tells nothing of them. */
export function areEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
