import { apiTokensSchema, createdApiTokenSchema, tokensSchema } from '@home-zenith/contract'
import { describe, expect, test } from 'vitest'
import { problemOf } from '../../test/test-api.ts'
import { password, someone, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import type { AccessFilter } from '../platform/http/index.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

async function make(scope: 'read' | 'admin', more: object = {}, by = api.owner) {
  const body = { name: 'script', scope, ...more }
  const answer = await api.call('POST', '/api/auth/tokens', { token: by.access_token, body })
  expect(answer.status).toBe(201)
  return createdApiTokenSchema.strict().parse(await answer.json())
}
const list = async () => {
  const answer = await api.call('GET', '/api/auth/tokens', { token: api.owner.access_token })
  return apiTokensSchema.strict().parse(await answer.json()).items
}
const users = (token: string) => api.call('GET', '/api/users', { token })

describe('an API token', () => {
  test('is shown once, stored as a hash, and says when it was used', async () => {
    const { token, ...made } = await make('read', { expires_in_days: 7 })
    expect(token).toMatch(/^hz_[\w-]{43}$/)
    expect(Date.parse(made.expires_at ?? '') - Date.now()).toBeGreaterThan(6.9 * 86_400_000)
    expect(await list()).toEqual([made])
    const rows = await db.database.prisma.$queryRaw<{ row: string }[]>`SELECT api_tokens::text AS row FROM api_tokens`
    expect(JSON.stringify(rows)).not.toContain(token)
    expect((await api.me(token)).status).toBe(200)
    expect(await list()).toMatchObject([{ last_used_at: expect.any(String) }])
    expect(await api.audited()).toEqual(['token_created'])
  })

  test('may what its scope says, as long as its user may', async () => {
    const [read, admin] = [await make('read'), await make('admin')]
    expect([(await users(read.token)).status, (await users(admin.token)).status]).toEqual([403, 200])
    expect(await api.auth.authenticateToken(admin.token)).toMatchObject({
      userId: api.owner.user.id,
      role: 'admin',
      sessionId: admin.id,
      isApiToken: true,
      expiresAtMs: Number.POSITIVE_INFINITY,
    })
    const bob = await api.makeAccount('admin')
    await api.call('PATCH', `/api/users/${api.owner.user.id}`, { token: bob.access_token, body: { role: 'viewer' } })
    expect([(await users(admin.token)).status, (await api.me(admin.token)).status]).toEqual([403, 200])
  })

  test('of the scope admin takes an admin', async () => {
    const bob = await api.makeAccount('viewer')
    const body = { name: 'x', scope: 'admin' }
    const answer = await api.call('POST', '/api/auth/tokens', { token: bob.access_token, body })
    expect(await problemOf(answer)).toEqual([403, 'forbidden'])
    await make('read', {}, bob)
  })

  test('writes nothing under auth/, makes no account, and verifies nobody', async () => {
    const { token, id } = await make('admin')
    const refused = api.auth.routes
      .filter(({ method, access, path }) => method !== 'get' && (access !== 'public' || path === '/api/auth/register'))
      .map(({ method, path }) => [method.toUpperCase(), path.replace(':id', id)] as const)
    expect(refused.length).toBeGreaterThanOrEqual(9)
    for (const [method, path] of [...refused, ['POST', '/api/users'], ['DELETE', `/api/users/${id}`]] as const) {
      const body = path.endsWith('register') ? { ...someone(), role: 'admin' } : {}
      expect([method, path, (await api.call(method, path, { token, body })).status]).toEqual([method, path, 403])
    }
    expect(await db.database.prisma.user.count()).toBe(1)
  })

  test('is revoked at once, with its sockets', async () => {
    const { token, id } = await make('read')
    expect((await api.me(token)).status).toBe(200)
    let ended: AccessFilter | undefined
    api.auth.onEnded((isEnded) => {
      ended = isEnded
    })
    expect(await api.auth.stillValid([id])).toEqual(new Set([id]))
    const remove = (by = api.owner) =>
      api.call('DELETE', `/api/auth/tokens/${id.toUpperCase()}`, { token: by.access_token })
    expect(await problemOf(await remove(await api.makeAccount('viewer')))).toEqual([404, 'not_found'])
    expect((await remove()).status).toBe(204)
    expect(ended?.({ userId: '', sessionId: id })).toBe(true)
    expect(await problemOf(await api.me(token))).toEqual([401, 'unauthorized'])
    expect(await api.auth.stillValid([id])).toEqual(new Set())
    expect(await problemOf(await remove())).toEqual([404, 'not_found'])
  })

  test('ends with its time, and with its user', async () => {
    const { token } = await make('read', { expires_in_days: 1 })
    await db.database.prisma.apiToken.updateMany({ data: { expires_at: new Date(Date.now() - 1000) } })
    expect(await problemOf(await api.me(token))).toEqual([401, 'unauthorized'])
    const bob = await api.makeAccount('viewer')
    const bobs = await make('read', {}, bob)
    const path = `/api/users/${bob.user.id}`
    await api.call('PATCH', path, { token: api.owner.access_token, body: { disabled: true } })
    expect(await problemOf(await api.me(bobs.token))).toEqual([401, 'unauthorized'])
    await api.call('DELETE', path, { token: api.owner.access_token })
    expect(await db.database.prisma.apiToken.count({ where: { user_id: bob.user.id } })).toBe(0)
  })

  test('outlives a new password, which ends sign-ins', async () => {
    const { token } = await make('read')
    const body = { current_password: password, new_password: 'another horse battery' }
    await api.call('POST', '/api/auth/password', { token: api.owner.access_token, body })
    expect((await api.me(token)).status).toBe(200)
  })

  test.each(['hz_', 'hz_made-up', `hz_${'x'.repeat(5000)}`])('is not %.20s', async (token) => {
    expect(await problemOf(await api.me(token))).toEqual([401, 'unauthorized'])
  })

  test.each([
    {},
    { name: '', scope: 'read' },
    { name: ' ', scope: 'read' },
    { name: 'a\0', scope: 'read' },
    { name: 'x', scope: 'all' },
    { name: 'x', scope: 'read', expires_in_days: 0 },
  ])('is not made of %o', async (body) => {
    const answer = await api.call('POST', '/api/auth/tokens', { token: api.owner.access_token, body })
    expect(await problemOf(answer)).toEqual([400, 'invalid_request'])
  })
})

test('a sign-in’s token is no API token, though it begins like one', async () => {
  const answer = await api.logIn(api.owner.user.username)
  const { access_token } = tokensSchema.parse(await answer.json())
  expect((await api.me(`hz_${access_token}`)).status).toBe(401)
})
