import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const stepSeconds = 30
const secretBytes = 20

/** A new secret; RFC 4226 asks for 160 bits. */
export function newTotpSecret(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(secretBytes))
}

/** What an authenticator takes, as text and as a link. SHA-1, six digits, 30 s: what all of them know. */
export function describeTotp(
  secret: Uint8Array<ArrayBuffer>,
  username: string,
): { secret: string; otpauth_url: string } {
  const totp = totpOf(secret, username)
  return { secret: totp.secret.base32, otpauth_url: totp.toString() }
}

/**
 * The 30-second step whose code this is: the present one, or the one before or after, for a clock that is a little off.
 * @see RFC 6238
 */
export function stepOfCode(secret: Uint8Array<ArrayBuffer>, code: string, nowMs: number): number | undefined {
  // Authenticators show them in two groups. The library throws at what is six characters long, but more bytes.
  const token = code.replaceAll(' ', '')
  if (!/^[0-9]{6}$/.test(token)) return undefined
  const delta = totpOf(secret).validate({ token, timestamp: nowMs, window: 1 })
  return delta === null ? undefined : Math.floor(nowMs / 1000 / stepSeconds) + delta
}

function totpOf(secret: Uint8Array<ArrayBuffer>, label = ''): TOTP {
  return new TOTP({
    issuer: 'Home Zenith',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: stepSeconds,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  })
}
