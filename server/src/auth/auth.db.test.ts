import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authStateSchema, type Tokens, tokensSchema, userSchema } from '@home-zenith/contract'
import jwt from 'jsonwebtoken'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import type { AccessFilter } from '../platform/http/index.ts'
import { type Auth, createAuth, resetPassword } from './index.ts'

const db = useTestDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'zenith-auth-'))
const secretFile = join(dataDir, 'jwt-secret')
const codeFile = join(dataDir, 'setup-code')
let auth: Auth
const revoked: AccessFilter[] = []
const api = useTestApi(() => {
  auth = createAuth({
    prisma: db.database.prisma,
    record: createRecordAudit(db.database.prisma),
    pause: async () => {},
    config: { JWT_SECRET: undefined, SETUP_CODE: undefined, DATA_DIR: dataDir, CORS_ORIGIN: [] },
  })
  auth.onEnded((isEnded) => revoked.push(isEnded))
  return auth
})

afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
beforeEach(async () => {
  await db.database.prisma.user.deleteMany()
})

const password = 'correct horse battery'
// A name of its own for each test: failures are counted by account.
const someone = () => {
  const username = `u${randomUUID().slice(0, 8)}`
  return { username, email: `${username}@home.example`, password }
}
const elsewhere = { 'X-Forwarded-For': '203.0.113.9' }

async function tokensOf(response: Response, status = 200): Promise<Tokens> {
  expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/json; charset=utf-8'])
  return tokensSchema.strict().parse(await response.json())
}

async function setUp(more: object = {}) {
  const account = someone()
  const response = await api.call('POST', '/api/auth/register', { body: { ...account, ...more } })
  return { ...account, response: response.clone(), tokens: await tokensOf(response, 201) }
}

const me = (token: string) => api.call('GET', '/api/auth/me', { token })
const login = (username: string, secret: string, more: object = {}) =>
  api.call('POST', '/api/auth/login', { body: { username, password: secret, ...more } })
const refresh = (refresh_token: string | undefined) =>
  api.call('POST', '/api/auth/refresh', { body: { refresh_token } })
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('the first account', () => {
  test('is made freely on this machine, and is an admin', async () => {
    const state = async () => authStateSchema.strict().parse(await (await api.call('GET', '/api/auth/state')).json())
    expect(await state()).toEqual({ setup_required: true, setup_code_required: false, signed_in: false })
    const { tokens, username, email } = await setUp({ role: 'viewer' })
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
    expect(tokens.user).toMatchObject({ username, email, role: 'admin', totp_enabled: false, preferences: {} })
    expect(await state()).toEqual({ setup_required: false, setup_code_required: false, signed_in: false })
  })

  test('takes the setup code from elsewhere, and the code dies with it', async () => {
    const code = (await auth.setupCode()) ?? ''
    expect(statSync(codeFile).mode & 0o777).toBe(0o600)
    const state = await (await api.call('GET', '/api/auth/state', { headers: elsewhere })).json()
    expect(state).toMatchObject({ setup_code_required: true })
    const register = (more: object) =>
      api.call('POST', '/api/auth/register', { body: { ...someone(), ...more }, headers: elsewhere })
    expect(await problemOf(await register({}))).toEqual([403, 'setup_code_required'])
    expect(await problemOf(await register({ setup_code: 'WRONG-CODE' }))).toEqual([403, 'setup_code_required'])
    expect(await db.database.prisma.user.count()).toBe(0)
    expect((await register({ setup_code: code.toLowerCase().replaceAll('-', '') })).status).toBe(201)
    expect([await auth.setupCode(), existsSync(codeFile)]).toEqual([null, false])
    expect(await problemOf(await register({ setup_code: code }))).toEqual([403, 'registration_closed'])
  })

  test('is one, whoever asks at the same time', async () => {
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await api.call('POST', '/api/auth/register', { body: someone() })).status),
    )
    expect(statuses.sort()).toEqual([201, 403, 403, 403])
    expect(await db.database.prisma.user.count()).toBe(1)
  })
})

describe('a later account', () => {
  test('is made by an admin, with a role', async () => {
    const { tokens } = await setUp()
    const response = await api.call('POST', '/api/auth/register', { body: someone(), token: tokens.access_token })
    const viewer = await tokensOf(response, 201)
    expect(viewer.user.role).toBe('viewer')
    const second = await api.call('POST', '/api/auth/register', {
      body: { ...someone(), role: 'admin' },
      token: tokens.access_token,
    })
    expect((await tokensOf(second, 201)).user.role).toBe('admin')
    const byViewer = await api.call('POST', '/api/auth/register', { body: someone(), token: viewer.access_token })
    expect(await problemOf(byViewer)).toEqual([403, 'registration_closed'])
  })

  test('is refused without one, with an unknown invite, and to a forged admin', async () => {
    await setUp()
    const register = (more: object, token?: string) =>
      api.call('POST', '/api/auth/register', { body: { ...someone(), ...more }, ...(token ? { token } : {}) })
    expect(await problemOf(await register({}))).toEqual([403, 'registration_closed'])
    expect(await problemOf(await register({ invite: 'made-up' }))).toEqual([403, 'registration_closed'])
    expect(await problemOf(await register({}, 'forged'))).toEqual([401, 'unauthorized'])
  })

  test('cannot take a name or an address, whatever its case or form', async () => {
    const { tokens, username, email } = await setUp()
    const register = (more: object) =>
      api.call('POST', '/api/auth/register', { body: { ...someone(), ...more }, token: tokens.access_token })
    expect(await problemOf(await register({ username: username.toUpperCase() }))).toEqual([409, 'username_taken'])
    expect(await problemOf(await register({ email: email.toUpperCase() }))).toEqual([409, 'email_taken'])
  })

  test.each([
    { username: '' },
    { username: 'a b' },
    { username: 'a\u0000b' },
    { username: 'x'.repeat(65) },
    { email: 'nobody' },
    { email: 'a\u0000@home.example' },
    { password: 'short' },
    { password: 'Password123' },
    { username: 'ann.of.home', password: 'Ann.of.home' },
    { password: '🔒'.repeat(9) },
    { password: 'x'.repeat(129) },
    { password: 'has a \u0000 in it' },
    { password: 'half a pair \ud800' },
    { role: 'owner' },
    { session: 'forever' },
    { admin: true },
    { username: 5 },
  ])('with %o is a bad request', async (more) => {
    const response = await api.call('POST', '/api/auth/register', { body: { ...someone(), ...more } })
    expect(await problemOf(response)).toEqual([400, 'invalid_request'])
    expect(await db.database.prisma.user.count()).toBe(0)
  })
})

describe('signing in', () => {
  test('takes the name or the address, in any case, and any Unicode form of the password', async () => {
    const secret = 'Ångström ﬁne 🔒'
    const { username, email } = await setUp({ password: secret })
    for (const name of [username, username.toUpperCase(), email]) await tokensOf(await login(name, secret))
    await tokensOf(await login(username, secret.normalize('NFKD')))
  })

  test('tells nobody whether it was the name or the password, nor that the account is disabled', async () => {
    const { username } = await setUp()
    const answers = [await login(username, 'wrong password'), await login('nobody-at-all', password)]
    await db.database.prisma.user.updateMany({ data: { disabled_at: new Date() } })
    answers.push(await login(username, password))
    const bodies = await Promise.all(
      answers.map(async (answer) => ({ status: answer.status, body: await answer.json() })),
    )
    expect(bodies[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })

  test('after ten failures an account waits at this address; others do not', async () => {
    const { username } = await setUp()
    const other = someone()
    for (let failure = 0; failure < 10; failure += 1) expect((await login(username, 'wrong password')).status).toBe(401)
    const response = await login(username, password)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(response.headers.get('ratelimit')).toContain('r=0')
    expect(await response.clone().json()).toMatchObject({ detail: 'Too many failed attempts; try again in 15 min' })
    expect(await problemOf(response)).toEqual([429, 'too_many_requests'])
    expect((await login(other.username, password)).status).toBe(401)
  })

  test('success is not counted', async () => {
    const { username } = await setUp()
    for (let round = 0; round < 12; round += 1) await tokensOf(await login(username, password))
  })

  test.each([
    {},
    { username: 'x' },
    { username: 'x', password: 5 },
    { username: 'a\u0000', password: 'x' },
    { username: 'x', password: 'y', extra: 1 },
  ])('with %o is a bad request', async (body) => {
    expect(await problemOf(await api.call('POST', '/api/auth/login', { body }))).toEqual([400, 'invalid_request'])
  })
})

describe('refreshing', () => {
  test('spends the token for a new one', async () => {
    const { tokens } = await setUp()
    const second = await tokensOf(await refresh(tokens.refresh_token))
    expect(second.refresh_token).not.toBe(tokens.refresh_token)
    expect((await me(second.access_token)).status).toBe(200)
    await tokensOf(await refresh(second.refresh_token))
  })

  test('a spent one is good again for 10 s while its successor is unused', async () => {
    const { tokens } = await setUp()
    const [one, two] = [
      await tokensOf(await refresh(tokens.refresh_token)),
      await tokensOf(await refresh(tokens.refresh_token)),
    ]
    expect(one.refresh_token).not.toBe(two.refresh_token)
    await tokensOf(await refresh(two.refresh_token))
    expect(await problemOf(await refresh(tokens.refresh_token))).toEqual([401, 'refresh_reused'])
  })

  test('of two that came of one, the one that is used lives on', async () => {
    const { tokens } = await setUp()
    const [one, two] = [
      await tokensOf(await refresh(tokens.refresh_token)),
      await tokensOf(await refresh(tokens.refresh_token)),
    ]
    const third = await tokensOf(await refresh(two.refresh_token))
    // Two tabs may have crossed: the other has its grace, and no more.
    await tokensOf(await refresh(one.refresh_token))
    await db.database.prisma.refreshToken.updateMany({
      where: { spent_at: { not: null } },
      data: { spent_at: new Date(Date.now() - 11_000) },
    })
    const fourth = await tokensOf(await refresh(third.refresh_token))
    expect(await problemOf(await refresh(one.refresh_token))).toEqual([401, 'refresh_reused'])
    expect(await problemOf(await refresh(fourth.refresh_token))).toEqual([401, 'refresh_invalid'])
  })

  test('by two tabs at once gives both tokens', async () => {
    const { tokens } = await setUp()
    const answers = await Promise.all([refresh(tokens.refresh_token), refresh(tokens.refresh_token)])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200])
  })

  test('a spent one whose time is over ends the sign-in with all that came of it', async () => {
    const { tokens } = await setUp()
    const second = await tokensOf(await refresh(tokens.refresh_token))
    await db.database.prisma.refreshToken.updateMany({
      where: { spent_at: { not: null } },
      data: { spent_at: new Date(Date.now() - 11_000) },
    })
    revoked.length = 0
    expect(await problemOf(await refresh(tokens.refresh_token))).toEqual([401, 'refresh_reused'])
    expect(revoked).toHaveLength(1)
    expect(await problemOf(await me(second.access_token))).toEqual([401, 'unauthorized'])
    expect(await problemOf(await refresh(second.refresh_token))).toEqual([401, 'refresh_invalid'])
  })

  test('an unknown, an expired one and that of a disabled user are invalid', async () => {
    const { tokens } = await setUp()
    const { prisma } = db.database
    expect(await problemOf(await refresh('unknown'))).toEqual([401, 'refresh_invalid'])
    expect(await problemOf(await refresh(undefined))).toEqual([401, 'refresh_invalid'])
    await prisma.user.updateMany({ data: { disabled_at: new Date() } })
    expect(await problemOf(await refresh(tokens.refresh_token))).toEqual([401, 'refresh_invalid'])
    await prisma.user.updateMany({ data: { disabled_at: null } })
    await prisma.refreshToken.updateMany({ data: { expires_at: new Date(Date.now() - 1000) } })
    expect(await problemOf(await refresh(tokens.refresh_token))).toEqual([401, 'refresh_invalid'])
  })

  test('in the form of a cookie keeps the token out of the body', async () => {
    const { response, tokens } = await setUp({ session: 'cookie' })
    expect(tokens.refresh_token).toBeUndefined()
    expect(response.headers.get('set-cookie')).toMatch(
      /^zenith_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    )
    const first = cookieOf(response)
    const state = await (await api.call('GET', '/api/auth/state', { headers: { Cookie: first } })).json()
    expect(state).toMatchObject({ signed_in: true })
    const renewed = await api.call('POST', '/api/auth/refresh', { headers: { Cookie: first } })
    expect(cookieOf(renewed)).not.toBe(first)
    expect((await tokensOf(renewed)).refresh_token).toBeUndefined()
    const refused = await api.call('POST', '/api/auth/refresh', { headers: { Cookie: 'zenith_refresh=made-up' } })
    expect(refused.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await problemOf(refused)).toEqual([401, 'refresh_invalid'])
  })
})

describe('signing out', () => {
  test('ends the family and its access tokens at once', async () => {
    const { tokens } = await setUp()
    const second = await tokensOf(await refresh(tokens.refresh_token))
    expect((await me(second.access_token)).status).toBe(200)
    revoked.length = 0
    const response = await api.call('POST', '/api/auth/logout', { body: { refresh_token: second.refresh_token } })
    expect([response.status, await response.text(), revoked.length]).toEqual([204, '', 1])
    expect(await problemOf(await me(second.access_token))).toEqual([401, 'unauthorized'])
    expect(await problemOf(await refresh(second.refresh_token))).toEqual([401, 'refresh_invalid'])
  })

  test('with a cookie clears it; twice, or with nothing, is as good', async () => {
    const { response } = await setUp({ session: 'cookie' })
    for (const headers of [{ Cookie: cookieOf(response) }, { Cookie: cookieOf(response) }, {}]) {
      const answer = await api.call('POST', '/api/auth/logout', { headers: headers as Record<string, string> })
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
        204,
        expect.stringContaining('zenith_refresh=; Max-Age=0'),
      ])
    }
    expect(await problemOf(await api.call('POST', '/api/auth/logout', { body: { token: 'x' } }))).toEqual([
      400,
      'invalid_request',
    ])
  })
})

describe('the guard', () => {
  test('refuses every token but a good one of ours', async () => {
    const { tokens } = await setUp()
    const secret = readFileSync(secretFile, 'utf8').trim()
    expect([secret.length >= 32, statSync(secretFile).mode & 0o777]).toEqual([true, 0o600])
    const claims = jwt.decode(tokens.access_token) as jwt.JwtPayload
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'sub'])
    const { exp: _exp, ...rest } = claims
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const bad = {
      none: jwt.sign(claims, '', { algorithm: 'none' }),
      'another secret': jwt.sign(claims, 'x'.repeat(48)),
      'another algorithm': jwt.sign(claims, secret, { algorithm: 'HS512' }),
      'another key': jwt.sign(claims, privateKey, { algorithm: 'RS256' }),
      'another issuer': jwt.sign({ ...claims, iss: 'other' }, secret),
      'another audience': jwt.sign({ ...claims, aud: 'other' }, secret),
      'past its end': jwt.sign({ ...claims, exp: 1000 }, secret),
      'without an end': jwt.sign(rest, secret),
      'not yet valid': jwt.sign({ ...claims, nbf: 4_000_000_000 }, secret),
      'no id of a sign-in': jwt.sign({ ...claims, sid: 'x' }, secret),
      'a sign-in that is none': jwt.sign({ ...claims, sid: randomUUID() }, secret),
      "another user's": jwt.sign({ ...claims, sub: randomUUID() }, secret),
      'a number as user': jwt.sign({ ...rest, exp: claims.exp, sub: '5', sid: 7 } as object, secret),
      'a text': jwt.sign('text', secret),
      nonsense: 'a.b.c',
      huge: 'x'.repeat(8000),
    }
    for (const [name, token] of Object.entries(bad))
      expect([name, await problemOf(await me(token))]).toEqual([name, [401, 'unauthorized']])
    for (const header of [
      '',
      'Basic eDp5',
      'Bearer',
      `Token ${tokens.access_token}`,
      `Bearer ${tokens.access_token} x`,
    ]) {
      const response = await api.call('GET', '/api/auth/me', { headers: { Authorization: header } })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    }
    expect(
      (await api.call('GET', '/api/auth/me', { headers: { Authorization: `bEARER ${tokens.access_token}` } })).status,
    ).toBe(200)
  })

  test('heeds what was changed elsewhere within a second', async () => {
    const { tokens } = await setUp()
    expect((await me(tokens.access_token)).status).toBe(200)
    const { sid } = jwt.decode(tokens.access_token) as jwt.JwtPayload
    expect(await auth.stillValid([sid, randomUUID()])).toEqual(new Set([sid]))
    await db.database.prisma.user.updateMany({ data: { role: 'viewer' } })
    await expect
      .poll(async () => (await auth.authenticateToken(tokens.access_token)).role, { timeout: 5000 })
      .toBe('viewer')
    await db.database.prisma.user.updateMany({ data: { disabled_at: new Date() } })
    await expect.poll(async () => (await me(tokens.access_token)).status, { timeout: 5000 }).toBe(401)
    expect(await auth.stillValid([sid])).toEqual(new Set())
  })

  test('a new secret signs nobody out: the refresh token gives a token of the new one', async () => {
    const { tokens } = await setUp()
    const other = createAuth({
      prisma: db.database.prisma,
      record: createRecordAudit(db.database.prisma),
      pause: async () => {},
      config: { JWT_SECRET: 'n'.repeat(32), SETUP_CODE: undefined, DATA_DIR: dataDir, CORS_ORIGIN: [] },
    })
    await expect(other.authenticateToken(tokens.access_token)).rejects.toMatchObject({ code: 'unauthorized' })
    const route = other.routes.find(({ path }) => path === '/api/auth/refresh')
    const call = {
      query: {},
      params: {},
      body: { refresh_token: tokens.refresh_token },
      request: { headers: {} } as never,
    }
    const answer = await route?.handle(call, undefined as never)
    const renewed = tokensSchema.parse(answer?.body)
    expect((await other.authenticateToken(renewed.access_token)).userId).toBe(tokens.user.id)
  })
})

describe('one’s own account', () => {
  test('is shown and changed', async () => {
    const { tokens } = await setUp()
    const token = tokens.access_token
    expect(userSchema.strict().parse(await (await me(token)).json())).toEqual(tokens.user)
    const preferences = {
      theme: 'dark',
      layout: [{ id: 'cpu', at: [0, 1.5] }],
      none: null,
      text: 'ü🔒 \\u0000 \\ud800',
    }
    const changed = await api.call('PATCH', '/api/auth/me', { token, body: { email: 'New@Home.example', preferences } })
    expect(await changed.json()).toEqual({ ...tokens.user, email: 'New@Home.example', preferences })
    const unchanged = await api.call('PATCH', '/api/auth/me', { token, body: {} })
    expect(await unchanged.json()).toMatchObject({ email: 'New@Home.example', preferences })
  })

  test("another's address is taken", async () => {
    const { tokens, email } = await setUp()
    const second = await tokensOf(
      await api.call('POST', '/api/auth/register', { body: someone(), token: tokens.access_token }),
      201,
    )
    const response = await api.call('PATCH', '/api/auth/me', { token: second.access_token, body: { email } })
    expect(await problemOf(response)).toEqual([409, 'email_taken'])
  })

  test.each([
    ['a list', { preferences: [] }],
    ['null', { preferences: null }],
    ['too much', { preferences: { x: 'x'.repeat(16_384) } }],
    ['U+0000', { preferences: { x: '\u0000' } }],
    ['U+0000 in a name', { preferences: { 'a\u0000': 1 } }],
    ['half a pair', { preferences: { x: ['\ud800'] } }],
    ['an unknown field', { role: 'admin' }],
    ['a bad address', { email: 'x' }],
    ['nested 40 deep', `{"preferences":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
    ['nested 15000 deep', `{"preferences":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`],
  ])('%s is a bad request', async (_name, body) => {
    const { tokens } = await setUp()
    expect(await problemOf(await api.call('PATCH', '/api/auth/me', { token: tokens.access_token, body }))).toEqual([
      400,
      'invalid_request',
    ])
  })

  test('needs a token', async () => {
    expect(await problemOf(await api.call('GET', '/api/auth/me'))).toEqual([401, 'unauthorized'])
    expect(await problemOf(await api.call('PATCH', '/api/auth/me', { body: {} }))).toEqual([401, 'unauthorized'])
  })
})

test('a password reset gives a new password and ends all sign-ins', async () => {
  const { tokens, email, username } = await setUp()
  const reset = await resetPassword(db.database.prisma, createRecordAudit(db.database.prisma), email.toUpperCase())
  expect(reset?.username).toBe(username)
  expect(await problemOf(await refresh(tokens.refresh_token))).toEqual([401, 'refresh_invalid'])
  await tokensOf(await login(username, reset?.password ?? ''))
  expect(await resetPassword(db.database.prisma, createRecordAudit(db.database.prisma), 'nobody')).toBe(null)
})

test('what ended long ago is removed', async () => {
  const { tokens } = await setUp()
  await tokensOf(await refresh(tokens.refresh_token))
  const { prisma } = db.database
  await auth.prune()
  expect([await prisma.session.count(), await prisma.refreshToken.count()]).toEqual([1, 2])
  await prisma.session.updateMany({ data: { revoked_at: new Date(Date.now() - 31 * 86_400_000) } })
  await auth.prune()
  expect([await prisma.session.count(), await prisma.refreshToken.count()]).toEqual([0, 0])
})
