import { expect, test } from 'vitest'
import { describeTotp, newTotpSecret, stepOfCode } from './totp.ts'

// The secret and the times of RFC 6238, appendix B; its codes have eight digits, of which ours are the last six.
const secret = new Uint8Array(Buffer.from('12345678901234567890'))

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %d s the code is %s', (seconds, code) => {
  expect(stepOfCode(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
})

test('is read as it is shown, in two groups', () => {
  expect(stepOfCode(secret, '005 924', 1234567890_000)).toBe(41152263)
})

test('a clock may be a step off, not two', () => {
  const step = 41152263
  const at = (steps: number) => stepOfCode(secret, '005924', (step + steps) * 30_000)
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([undefined, step, step, step, undefined])
})

test.each(['', '5924', '0059245', 'abcdef', '00592４', '005925'])('%j is no code', (code) => {
  expect(stepOfCode(secret, code, 1234567890_000)).toBe(undefined)
})

test('a secret is told as authenticators read it', () => {
  expect(describeTotp(secret, 'Ann O')).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    otpauth_url:
      'otpauth://totp/Home%20Zenith:Ann%20O?issuer=Home%20Zenith&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
  })
  expect([newTotpSecret().length, newTotpSecret()]).not.toEqual([20, newTotpSecret()])
})
