import { verificationSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { problemOf } from '../../test/test-api.ts'
import { password, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

const verify = (body: object, token = api.owner.access_token) => api.call('POST', '/api/auth/verify', { body, token })

test('the password gives a token that is spent once, for its purpose, by its user', async () => {
  const answer = await verify({ purpose: 'reboot', password })
  const { verification_token, expires_in } = verificationSchema.strict().parse(await answer.json())
  expect([answer.status, expires_in]).toEqual([200, 60])
  const { auth, owner } = api
  const userId = owner.user.id
  auth.checkVerification(verification_token, userId, 'reboot')
  expect(() => auth.spendVerification(verification_token, userId, 'shutdown')).toThrow('verification_required')
  auth.spendVerification(verification_token, userId, 'reboot')
  expect(() => auth.spendVerification(verification_token, userId, 'reboot')).toThrow('verification_required')
})

test('a wrong or missing password fails, is in the audit log, and is not guessed more than ten times', async () => {
  expect(await problemOf(await verify({ purpose: 'reboot' }))).toEqual([401, 'verification_failed'])
  for (let guess = 1; guess < 10; guess += 1) {
    const answer = await verify({ purpose: 'reboot', password: `guess number ${guess}` })
    expect(await problemOf(answer)).toEqual([401, 'verification_failed'])
  }
  expect(await problemOf(await verify({ purpose: 'reboot', password }))).toEqual([429, 'too_many_requests'])
  const found = await db.database.prisma.auditLine.findMany({ where: { action: 'verification_failed' } })
  expect(found).toHaveLength(10)
  expect(found[0]).toMatchObject({
    actor: api.owner.user.username,
    detail: { purpose: 'reboot' },
    address: expect.any(String),
  })
})

test.each([{}, { purpose: 'other', password }, { purpose: 'reboot', password, extra: 1 }])(
  'with %o is a bad request',
  async (body) => expect(await problemOf(await verify(body))).toEqual([400, 'invalid_request']),
)

test('takes a sign-in', async () => {
  expect(
    await problemOf(await api.call('POST', '/api/auth/verify', { body: { purpose: 'reboot', password } })),
  ).toEqual([401, 'unauthorized'])
})
