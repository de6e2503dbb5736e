import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tokensSchema, verificationSchema } from '@home-zenith/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import { type Auth, createAuth } from './index.ts'

const db = useTestDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'zenith-verify-'))
const password = 'correct horse battery'
let auth: Auth
let userId: string
let token: string
const api = useTestApi(() => {
  const { prisma } = db.database
  const config = { JWT_SECRET: 'x'.repeat(32), SETUP_CODE: undefined, DATA_DIR: dataDir, CORS_ORIGIN: [] }
  auth = createAuth({ prisma, record: createRecordAudit(prisma), config })
  return auth
})
beforeAll(async () => {
  const body = { username: 'owner', email: 'owner@home.example', password }
  const { user, access_token } = tokensSchema.parse(
    await (await api.call('POST', '/api/auth/register', { body })).json(),
  )
  userId = user.id
  token = access_token
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const verify = (body: object, bearer: string | undefined = token) =>
  api.call('POST', '/api/auth/verify', { body, ...(bearer ? { token: bearer } : {}) })

test('the password gives a token that is spent once, for its purpose, by its user', async () => {
  const answer = await verify({ purpose: 'reboot', password })
  const { verification_token, expires_in } = verificationSchema.strict().parse(await answer.json())
  expect([answer.status, expires_in]).toEqual([200, 60])
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
  expect(found[0]).toMatchObject({ actor: 'owner', detail: { purpose: 'reboot' }, address: expect.any(String) })
})

test.each([{}, { purpose: 'other', password }, { purpose: 'reboot', password, extra: 1 }])(
  'with %o is a bad request',
  async (body) => expect(await problemOf(await verify(body))).toEqual([400, 'invalid_request']),
)

test('takes a sign-in', async () => {
  expect(await problemOf(await verify({ purpose: 'reboot', password }, ''))).toEqual([401, 'unauthorized'])
})
