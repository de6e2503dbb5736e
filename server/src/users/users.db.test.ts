import { randomUUID } from 'node:crypto'
import { accountSchema, accountsSchema, type Tokens } from '@home-zenith/contract'
import { describe, expect, test } from 'vitest'
import { problemOf } from '../../test/test-api.ts'
import { password, someone, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import type { AccessFilter } from '../platform/http/index.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

const asOwner = (method: string, path: string, body?: object) =>
  api.call(method, path, { token: api.owner.access_token, body })
const patch = (user: { user: { id: string } }, body: object) => asOwner('PATCH', `/api/users/${user.user.id}`, body)
const remove = (user: { user: { id: string } }) => asOwner('DELETE', `/api/users/${user.user.id}`)
const all = async () => accountsSchema.parse(await (await asOwner('GET', '/api/users')).json()).items
const refresh = ({ refresh_token }: Tokens) => api.call('POST', '/api/auth/refresh', { body: { refresh_token } })

describe('accounts', () => {
  test('are listed without what is their owners’ own', async () => {
    const bob = await api.makeAccount('viewer')
    const items = await all()
    expect(items.map((account) => accountSchema.strict().parse(account).username)).toEqual([
      api.owner.user.username,
      bob.user.username,
    ])
    expect(items[1]).toMatchObject({ role: 'viewer', disabled: false, last_used_at: expect.any(String) })
  })

  test('are made by an admin', async () => {
    const body = { ...someone(), role: 'viewer' }
    const answer = await asOwner('POST', '/api/users', body)
    const account = accountSchema.strict().parse(await answer.json())
    expect([answer.status, account]).toMatchObject([
      201,
      { username: body.username, role: 'viewer', last_used_at: null },
    ])
    expect((await api.logIn(body.username)).status).toBe(200)
    expect(await problemOf(await asOwner('POST', '/api/users', body))).toEqual([409, 'username_taken'])
    expect(
      await problemOf(await asOwner('POST', '/api/users', { ...someone(), email: body.email, role: 'viewer' })),
    ).toEqual([409, 'email_taken'])
    expect(await api.audited()).toEqual(['account_created', 'sign_in'])
  })

  test.each([
    {},
    { ...someone() },
    { ...someone(), role: 'owner' },
    { ...someone(), role: 'viewer', password: 'short' },
    { ...someone(), role: 'viewer', password: 'password123' },
  ])('are not made of %o', async (body) =>
    expect(await problemOf(await asOwner('POST', '/api/users', body))).toEqual([400, 'invalid_request']),
  )

  test('are changed: the role holds at once', async () => {
    const bob = await api.makeAccount('viewer')
    const list = () => api.call('GET', '/api/users', { token: bob.access_token })
    expect((await list()).status).toBe(403)
    const answer = await patch(bob, { role: 'admin', email: 'Other@Home.example' })
    expect(accountSchema.strict().parse(await answer.json())).toMatchObject({
      role: 'admin',
      email: 'Other@Home.example',
    })
    expect((await list()).status).toBe(200)
    await patch(bob, { role: 'viewer' })
    expect((await list()).status).toBe(403)
    expect(await problemOf(await patch(bob, { email: api.owner.user.email }))).toEqual([409, 'email_taken'])
    expect(await api.audited()).toEqual(['account_created', 'account_changed', 'account_changed'])
  })

  test('are disabled: nothing of theirs is good any more, even when they are enabled again', async () => {
    const bob = await api.makeAccount('viewer')
    expect((await api.me(bob.access_token)).status).toBe(200)
    let ended: AccessFilter | undefined
    api.auth.onEnded((isEnded) => {
      ended = isEnded
    })
    expect(await (await patch(bob, { disabled: true })).json()).toMatchObject({ disabled: true })
    expect(ended?.({ userId: bob.user.id, sessionId: 'any' })).toBe(true)
    expect(ended?.({ userId: api.owner.user.id, sessionId: 'any' })).toBe(false)
    expect((await api.me(bob.access_token)).status).toBe(401)
    expect((await api.logIn(bob.user.username)).status).toBe(401)
    await patch(bob, { disabled: false })
    expect((await api.me(bob.access_token)).status).toBe(401)
    expect((await refresh(bob)).status).toBe(401)
    expect((await api.logIn(bob.user.username)).status).toBe(200)
  })

  test('are removed, with all that they had', async () => {
    const bob = await api.makeAccount('viewer')
    expect((await remove(bob)).status).toBe(204)
    expect((await api.me(bob.access_token)).status).toBe(401)
    expect(await db.database.prisma.session.count({ where: { user_id: bob.user.id } })).toBe(0)
    expect(await problemOf(await remove(bob))).toEqual([404, 'not_found'])
    expect(await problemOf(await patch(bob, { role: 'admin' }))).toEqual([404, 'not_found'])
  })

  test.each(['x', randomUUID(), '%00', '../auth'])('the id %s is nobody’s', async (id) => {
    expect(await problemOf(await asOwner('DELETE', `/api/users/${encodeURIComponent(id)}`))).toEqual([404, 'not_found'])
  })

  test('are for admins alone', async () => {
    const { access_token, user } = await api.makeAccount('viewer')
    for (const [method, path] of [
      ['GET', '/api/users'],
      ['POST', '/api/users'],
      ['PATCH', `/api/users/${user.id}`],
      ['DELETE', `/api/users/${user.id}`],
    ] as const) {
      expect(await problemOf(await api.call(method, path, { token: access_token }))).toEqual([403, 'forbidden'])
      expect(await problemOf(await api.call(method, path))).toEqual([401, 'unauthorized'])
    }
  })
})

describe('the last admin', () => {
  test('can be neither removed, disabled nor demoted', async () => {
    await api.makeAccount('viewer')
    for (const attempt of [
      remove(api.owner),
      patch(api.owner, { disabled: true }),
      patch(api.owner, { role: 'viewer' }),
    ])
      expect(await problemOf(await attempt)).toEqual([409, 'last_admin'])
    expect((await patch(api.owner, { disabled: false, role: 'admin' })).status).toBe(200)
  })

  test('is whoever is left that can sign in', async () => {
    const bob = await api.makeAccount('admin')
    await patch(bob, { disabled: true })
    expect(await problemOf(await remove(api.owner))).toEqual([409, 'last_admin'])
    expect((await remove(bob)).status).toBe(204)
  })

  test('is left when all remove each other at the same moment', async () => {
    const others = [await api.makeAccount('admin'), await api.makeAccount('admin'), await api.makeAccount('admin')]
    const admins = [api.owner, ...others]
    await Promise.all(
      admins.map(({ access_token }, index) =>
        api.call('DELETE', `/api/users/${admins[(index + 1) % admins.length]?.user.id}`, { token: access_token }),
      ),
    )
    expect(await db.database.prisma.user.count({ where: { role: 'admin' } })).toBeGreaterThanOrEqual(1)
    const demoted = await db.database.prisma.user.count()
    expect(demoted).toBeLessThan(4)
  })
})

test('a password of an account is never told', async () => {
  expect(JSON.stringify(await all())).not.toMatch(new RegExp(`password|argon2|${password}`))
})
