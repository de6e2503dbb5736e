import { passwordSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { hashNewPassword } from './hash-new-password.ts'

const passwords = { hash: async (password: string) => `hash of ${password}` }
const hashOf = async (password: string) =>
  hashNewPassword(passwords, { username: 'Ann.of.Home', password, field: 'new_password' })

test.each([
  'password123',
  'PassWord123',
  'qwertyuiop',
  '1234567890',
  '１２３４５６７８９０',
  'ann.of.HOME',
  'Home Zenith',
  'homezenith',
])('a password that is guessed first is refused: %s', async (password) => {
  await expect(hashOf(password)).rejects.toMatchObject({
    status: 400,
    code: 'invalid_request',
    extra: { errors: [{ path: 'new_password', message: expect.stringMatching(/guessed first.*take another/) }] },
  })
})

test.each([
  'correct horse battery staple',
  'password123 of mine',
  'Ann.of.Home of all',
  'zenith-home-7',
  'x'.repeat(10),
])('any other is hashed: %s', async (password) => expect(await hashOf(password)).toBe(`hash of ${password}`))

test('the list is of passwords that would be taken, as they are compared', () => {
  for (const password of commonPasswords) {
    expect(passwordSchema.safeParse(password).success, password).toBe(true)
    expect(password).toBe(password.normalize('NFKC').toLowerCase())
  }
})
