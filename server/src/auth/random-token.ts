import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody can guess. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a random token: there is nothing to guess, so nothing to salt. */
export function hashToken(token: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(token).digest()
}
