import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tokensSchema } from '@home-zenith/contract'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import { type Auth, createAuth } from './index.ts'

const db = useTestDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'zenith-cookie-'))
let auth: Auth
const api = useTestApi(() => {
  const config = { JWT_SECRET: 'x'.repeat(32), SETUP_CODE: 'the-setup-code', DATA_DIR: dataDir }
  auth = createAuth({
    prisma: db.database.prisma,
    record: createRecordAudit(db.database.prisma),
    pause: async () => {},
    config: { ...config, CORS_ORIGIN: ['https://wall.example'] },
  })
  return { ...auth, trustProxy: 1 }
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
beforeEach(async () => void (await db.database.prisma.user.deleteMany()))

const account = { username: 'owner', email: 'owner@home.example', password: 'correct horse battery' }
const post = (verb: string, headers: Record<string, string>, body?: object) =>
  api.call('POST', `/api/auth/${verb}`, { headers, body })

async function signIn(headers: Record<string, string> = {}) {
  const answer = await post('register', headers, { ...account, setup_code: 'the-setup-code', session: 'cookie' })
  const setCookie = answer.headers.get('set-cookie') ?? ''
  return { setCookie, cookie: setCookie.split(';')[0] ?? '', tokens: tokensSchema.parse(await answer.json()) }
}

test('on HTTPS the cookie is Secure and says so in its name, and the other name is not looked at', async () => {
  const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.1' }
  const { setCookie, cookie } = await signIn(https)
  expect(setCookie).toMatch(
    /^__Secure-zenith_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/auth; HttpOnly; Secure; SameSite=Strict$/,
  )
  const renamed = cookie.replace('__Secure-', '')
  expect((await post('refresh', { ...https, Cookie: renamed })).status).toBe(401)
  expect((await post('refresh', { ...https, Cookie: cookie })).status).toBe(200)
})

test('the body’s token goes before the cookie’s', async () => {
  const { cookie } = await signIn()
  const answer = await post('refresh', { Cookie: cookie }, { refresh_token: 'unknown' })
  expect(answer.headers.get('set-cookie')).toBe(null)
  expect(await problemOf(answer)).toEqual([401, 'refresh_invalid'])
})

test.each(['zenith_refresh=%E0%A4%A', 'zenith_refresh', ';;=;', 'zenith_refresh='])(
  'the broken cookie %j is invalid, not an error',
  async (cookie) => {
    expect(await problemOf(await post('refresh', { Cookie: cookie }))).toEqual([401, 'refresh_invalid'])
    expect((await post('logout', { Cookie: cookie })).status).toBe(204)
  },
)

describe('the page of another site', () => {
  const evil = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }

  test('can neither spend nor end a sign-in by its cookie', async () => {
    const { cookie, tokens } = await signIn()
    expect(await problemOf(await post('refresh', { ...evil, Cookie: cookie }))).toEqual([403, 'forbidden'])
    expect(await problemOf(await post('logout', { ...evil, Cookie: cookie }))).toEqual([403, 'forbidden'])
    expect(await db.database.prisma.refreshToken.count({ where: { spent_at: null } })).toBe(1)
    expect((await api.call('GET', '/api/auth/me', { token: tokens.access_token })).status).toBe(200)
  })

  test('may, when CORS_ORIGIN names it; and any may by a token that it has itself', async () => {
    const { cookie } = await signIn()
    const trusted = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://wall.example', Cookie: cookie }
    expect((await post('refresh', trusted)).status).toBe(200)
    expect(await problemOf(await post('refresh', evil, { refresh_token: 'unknown' }))).toEqual([401, 'refresh_invalid'])
    expect((await post('logout', evil)).status).toBe(204)
  })
})

test('guesses of the setup code end at ten, and the right one then waits', async () => {
  const guess = (setup_code: string, address = '203.0.113.7') =>
    post('register', { 'X-Forwarded-For': address }, { ...account, setup_code })
  for (let failure = 0; failure < 10; failure += 1)
    expect(await problemOf(await guess(`guess ${failure}`))).toEqual([403, 'setup_code_required'])
  expect(await problemOf(await guess('the-setup-code'))).toEqual([429, 'too_many_requests'])
  expect((await guess('the-setup-code', '203.0.113.8')).status).toBe(201)
})

test('what a client says of itself is kept, but not more than there is room for', async () => {
  await signIn({ 'User-Agent': 'é'.repeat(4000), 'X-Forwarded-For': 'x'.repeat(3000) })
  const [session] = await db.database.prisma.session.findMany()
  expect([session?.user_agent?.length, session?.address?.length]).toEqual([512, 64])
})
