import { inviteSchema, openInviteSchema, tokensSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { problemOf } from '../../test/test-api.ts'
import { someone, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

const invite = async (body: object) => {
  const answer = await api.call('POST', '/api/invites', { token: api.owner.access_token, body })
  expect(answer.status).toBe(201)
  return inviteSchema.strict().parse(await answer.json())
}
const register = (more: object, address = '203.0.113.1') =>
  api.call('POST', '/api/auth/register', { body: { ...someone(), ...more }, headers: { 'X-Forwarded-For': address } })

test('an invite makes one account, of its role and no other', async () => {
  const given = await invite({ role: 'viewer' })
  expect(Date.parse(given.expires_at) - Date.now()).toBeGreaterThan(47 * 3_600_000)
  const answer = await register({ invite: given.invite, role: 'admin' })
  expect([answer.status, tokensSchema.parse(await answer.json()).user.role]).toEqual([201, 'viewer'])
  expect(await problemOf(await register({ invite: given.invite }))).toEqual([403, 'registration_closed'])
  expect(await api.audited()).toEqual(['invite_created', 'account_created'])
})

test('of many who use it at once, one gets the account', async () => {
  const { invite: text } = await invite({ role: 'admin' })
  const statuses = await Promise.all(
    ['1', '2', '3', '4'].map(async (end) => (await register({ invite: text }, `203.0.113.1${end}`)).status),
  )
  expect(statuses.sort()).toEqual([201, 403, 403, 403])
})

test('stays good when the name was taken', async () => {
  const { invite: text } = await invite({ role: 'viewer' })
  const { username } = api.owner.user
  expect(await problemOf(await register({ invite: text, username }))).toEqual([409, 'username_taken'])
  expect((await register({ invite: text })).status).toBe(201)
})

test('ends, and is then removed', async () => {
  const { invite: text } = await invite({ role: 'viewer', expires_in_hours: 1 })
  await db.database.prisma.invite.updateMany({ data: { expires_at: new Date(Date.now() - 1000) } })
  expect(await problemOf(await register({ invite: text }))).toEqual([403, 'registration_closed'])
  await api.auth.prune()
  expect(await db.database.prisma.invite.count()).toBe(0)
})

test('is stored as a hash, and not guessed more than ten times', async () => {
  const { invite: text } = await invite({ role: 'viewer' })
  const [row] = await db.database.prisma.$queryRaw<{ row: string }[]>`SELECT invites::text AS row FROM invites`
  expect(row?.row).not.toContain(text)
  for (let guess = 0; guess < 10; guess += 1)
    expect((await register({ invite: `guess ${guess}` }, '203.0.113.2')).status).toBe(403)
  expect(await problemOf(await register({ invite: text }, '203.0.113.2'))).toEqual([429, 'too_many_requests'])
  expect((await register({ invite: text }, '203.0.113.3')).status).toBe(201)
})

test('is told among those that are still good, and revoked', async () => {
  const token = api.owner.access_token
  const open = async () => {
    const answer = await api.call('GET', '/api/invites', { token })
    return z.array(openInviteSchema.strict()).parse(((await answer.json()) as { items: unknown }).items)
  }
  const { invite: text, expires_at } = await invite({ role: 'admin' })
  const [told] = await open()
  expect(told).toMatchObject({ role: 'admin', expires_at })
  expect(JSON.stringify(told)).not.toContain(text)
  const revoke = () => api.call('DELETE', `/api/invites/${told?.id}`, { token })
  expect((await revoke()).status).toBe(204)
  expect((await open()).map(({ id }) => id)).not.toContain(told?.id)
  expect(await problemOf(await revoke())).toEqual([404, 'not_found'])
  expect(await problemOf(await register({ invite: text }, '203.0.113.4'))).toEqual([403, 'registration_closed'])
  expect((await api.audited()).at(-1)).toBe('invite_revoked')

  await invite({ role: 'viewer' })
  const [other] = await open()
  await db.database.prisma.invite.updateMany({ data: { expires_at: new Date(Date.now() - 1000) } })
  expect((await open()).map(({ id }) => id)).not.toContain(other?.id)
})

test.each(['none', 'a'.repeat(43), '%00'])('that there is none of as %s is not revoked', async (id) => {
  const answer = await api.call('DELETE', `/api/invites/${id}`, { token: api.owner.access_token })
  expect(await problemOf(answer)).toEqual([404, 'not_found'])
})

test.each([{}, { role: 'owner' }, { role: 'viewer', expires_in_hours: 0 }, { role: 'viewer', expires_in_hours: 721 }])(
  '%o makes none',
  async (body) => {
    const answer = await api.call('POST', '/api/invites', { token: api.owner.access_token, body })
    expect(await problemOf(answer)).toEqual([400, 'invalid_request'])
  },
)

test('is an admin’s to give', async () => {
  const { access_token } = await api.makeAccount('viewer')
  const answer = await api.call('POST', '/api/invites', { token: access_token, body: { role: 'admin' } })
  expect(await problemOf(answer)).toEqual([403, 'forbidden'])
  for (const [method, path] of [
    ['GET', '/api/invites'],
    ['DELETE', '/api/invites/x'],
  ] as const) {
    expect(await problemOf(await api.call(method, path, { token: access_token }))).toEqual([403, 'forbidden'])
  }
})

test('an invite is good beside a token that is not', async () => {
  const { invite: text } = await invite({ role: 'viewer' })
  const body = { ...someone(), invite: text }
  expect((await api.call('POST', '/api/auth/register', { token: 'stale', body })).status).toBe(201)
})

test('who holds an invite is told what it gives, until it was used', async () => {
  const asked = async (text: string) => {
    const answer = await api.call('POST', '/api/auth/invite', { body: { invite: text } })
    return [answer.status, await answer.json()]
  }
  const { invite: text, expires_at } = await invite({ role: 'admin' })
  expect(await asked(text)).toEqual([200, { role: 'admin', expires_at }])
  expect((await register({ invite: text }, '203.0.113.9')).status).toBe(201)
  expect(await asked(text)).toEqual([200, null])
})
