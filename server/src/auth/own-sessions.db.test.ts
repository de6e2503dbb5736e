import { randomUUID } from 'node:crypto'
import { sessionsSchema, type Tokens, tokensSchema, verificationSchema } from '@home-zenith/contract'
import { describe, expect, test } from 'vitest'
import { problemOf } from '../../test/test-api.ts'
import { password, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import type { AccessFilter } from '../platform/http/index.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

const list = async ({ access_token }: Tokens) =>
  sessionsSchema.strict().parse(await (await api.call('GET', '/api/auth/sessions', { token: access_token })).json())
    .items
const end = (id: string) => api.call('DELETE', `/api/auth/sessions/${id}`, { token: api.owner.access_token })
async function signInAgain(name: string, secret = password): Promise<Tokens> {
  const headers = { 'X-Forwarded-For': '203.0.113.7', 'User-Agent': 'Phone/1.0' }
  const body = { username: name, password: secret }
  return tokensSchema.parse(await (await api.call('POST', '/api/auth/login', { body, headers })).json())
}

describe('one’s own sign-ins', () => {
  test('are listed with where they are, and which of them asks', async () => {
    const second = await signInAgain(api.owner.user.username)
    await api.makeAccount('viewer')
    expect(await list(second)).toMatchObject([
      { device: 'Phone/1.0', address: '203.0.113.7', current: true },
      { device: 'node', address: '127.0.0.1', current: false },
    ])
  })

  test('are ended one by one, with their sockets', async () => {
    const second = await signInAgain(api.owner.user.username)
    const [phone, here] = await list(second)
    let ended: AccessFilter | undefined
    api.auth.onEnded((isEnded) => {
      ended = isEnded
    })
    expect((await end(phone?.id.toUpperCase() ?? '')).status).toBe(204)
    expect((await api.me(second.access_token)).status).toBe(401)
    expect(
      (await api.call('POST', '/api/auth/refresh', { body: { refresh_token: second.refresh_token } })).status,
    ).toBe(401)
    expect((await list(api.owner)).map(({ id }) => id)).toEqual([here?.id])
    expect(['phone', 'here'].map((_, at) => ended?.({ userId: '', sessionId: [phone, here][at]?.id ?? '' }))).toEqual([
      true,
      false,
    ])
    expect(await problemOf(await end(phone?.id ?? ''))).toEqual([404, 'not_found'])
    expect(await api.audited()).toEqual(['sign_in', 'session_revoked'])
  })

  test('are nobody else’s to see or end', async () => {
    const bob = await api.makeAccount('viewer')
    const [bobs] = await list(bob)
    for (const id of [bobs?.id ?? '', randomUUID(), 'x', '%00'])
      expect(await problemOf(await end(id))).toEqual([404, 'not_found'])
    expect((await api.me(bob.access_token)).status).toBe(200)
  })
})

describe('a new password', () => {
  const change = (body: object) => api.call('POST', '/api/auth/password', { token: api.owner.access_token, body })
  const new_password = 'another horse battery'

  test('ends all other sign-ins, and what was verified with the old one', async () => {
    const { auth, owner } = api
    const second = await signInAgain(owner.user.username)
    const body = { purpose: 'reboot', password }
    const verified = await api.call('POST', '/api/auth/verify', { token: owner.access_token, body })
    const { verification_token } = verificationSchema.parse(await verified.json())
    expect((await change({ current_password: password, new_password })).status).toBe(204)
    expect((await api.me(owner.access_token)).status).toBe(200)
    expect((await api.me(second.access_token)).status).toBe(401)
    expect(() => auth.spendVerification(verification_token, owner.user.id, 'reboot')).toThrow('verification_required')
    expect((await api.logIn(owner.user.username)).status).toBe(401)
    await signInAgain(owner.user.username, new_password)
    expect(await api.audited()).toEqual([
      'sign_in',
      'verification_given',
      'password_changed',
      'sign_in_failed',
      'sign_in',
    ])
  })

  test('takes the current one, which is not guessed more than ten times', async () => {
    for (let guess = 0; guess < 10; guess += 1)
      expect(await problemOf(await change({ current_password: `guess ${guess}`, new_password }))).toEqual([
        401,
        'invalid_credentials',
      ])
    expect(await problemOf(await change({ current_password: password, new_password }))).toEqual([
      429,
      'too_many_requests',
    ])
    expect((await api.logIn(api.owner.user.username)).status).toBe(200)
  })

  test.each([
    {},
    { current_password: password, new_password: 'short' },
    { current_password: password, new_password: 'password123' },
    { current_password: password },
  ])('is not %o', async (body) => expect(await problemOf(await change(body))).toEqual([400, 'invalid_request']))
})
