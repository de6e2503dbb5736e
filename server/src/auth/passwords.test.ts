import { hash as argon2 } from 'argon2'
import { expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

test('are hashed as argon2id with 19 MiB, two passes and one lane', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('correct horse battery')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(hash, 'correct horse battery')).toBe(true)
  expect(await passwords.verify(hash, 'correct horse batterY')).toBe(false)
  expect(passwords.isOutdated(hash)).toBe(false)
  expect(passwords.isOutdated(await argon2('x', { memoryCost: 1024, timeCost: 2, parallelism: 1 }))).toBe(true)
})

test('match nobody without a hash, not even the decoy', async () => {
  expect(await createPasswords().verify(undefined, 'of nobody')).toBe(false)
})

test('more at once than can wait are refused, and the rest are served', async () => {
  const passwords = createPasswords({ mostWaiting: 2 })
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.hash('correct horse battery')))
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'],
    ...['rejected', 'rejected'],
  ])
  expect(outcomes[5]).toMatchObject({
    reason: { code: 'too_many_requests', extra: { headers: { 'Retry-After': '5' } } },
  })
  expect(await passwords.hash('correct horse battery')).toContain('argon2id')
})
