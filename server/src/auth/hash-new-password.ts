import { ProblemError } from '../platform/problem.ts'
import { commonPasswords } from './common-passwords.ts'
import { nameKey } from './name-key.ts'
import type { Passwords } from './passwords.ts'

const productNames = ['home zenith', 'home-zenith', 'home_zenith', 'homezenith']

export interface NewPassword {
  username: string
  password: string
  /** Its name in the body: where the refusal points to. */
  field?: 'password' | 'new_password'
}

/**
 * The hash of a password that somebody chose, whose length was seen to. Only what is really common is refused, whole and
 * in any case: NIST SP 800-63B, 3.1.1.2.
 * @throws 400 `invalid_request` when it is guessed first; 429 `too_many_requests` as `Passwords.hash` does
 */
export function hashNewPassword(
  passwords: Pick<Passwords, 'hash'>,
  { username, password, field = 'password' }: NewPassword,
): Promise<string> {
  const key = nameKey(password)
  if (commonPasswords.has(key)) throw refuse(field, 'so many people have this one that it is guessed first')
  if (key === nameKey(username)) throw refuse(field, 'the user name is guessed first')
  if (productNames.includes(key)) throw refuse(field, 'the name of this product is guessed first')
  return passwords.hash(password)
}

function refuse(path: string, why: string): ProblemError {
  const message = `${why}; take another`
  return new ProblemError('invalid_request', `The body does not fit. ${path}: ${message}`, {
    errors: [{ path, message }],
  })
}
