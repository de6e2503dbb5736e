import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Tokens, tokensSchema } from '@home-zenith/contract'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { type Auth, createAuth, resetPassword } from './index.ts'

const db = useTestDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'zenith-races-'))
const account = { username: 'owner', email: 'owner@home.example', password: 'correct horse battery' }
let auth: Auth
// What happens between the reading of a user at a sign-in and the check of the password.
let meanwhile = async () => {}

const api = useTestApi(() => {
  const slow = db.database.prisma.$extends({
    query: {
      user: {
        async findFirst({ args, query }) {
          const found = await query(args)
          await meanwhile()
          return found
        },
      },
    },
  })
  auth = createAuth({
    // The extended client has the methods of the plain one.
    prisma: slow as unknown as PrismaClient,
    record: createRecordAudit(db.database.prisma),
    pause: async () => {},
    config: { JWT_SECRET: 'x'.repeat(32), SETUP_CODE: undefined, DATA_DIR: dataDir, CORS_ORIGIN: [] },
  })
  return auth
})

let first: Tokens
beforeEach(async () => {
  await db.database.prisma.user.deleteMany()
  first = tokensSchema.parse(await (await api.call('POST', '/api/auth/register', { body: account })).json())
})
afterEach(() => {
  meanwhile = async () => {}
  vi.useRealTimers()
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const login = () => api.call('POST', '/api/auth/login', { body: { username: 'owner', password: account.password } })
const refresh = (refresh_token: string | undefined) =>
  api.call('POST', '/api/auth/refresh', { body: { refresh_token } })

describe('a sign-in under way', () => {
  test('with the old password does not outlive its reset', async () => {
    meanwhile = async () => {
      meanwhile = async () => {}
      await resetPassword(db.database.prisma, createRecordAudit(db.database.prisma), 'owner')
    }
    expect(await problemOf(await login())).toEqual([401, 'invalid_credentials'])
    expect(await db.database.prisma.session.count({ where: { revoked_at: null } })).toBe(0)
  })

  test('does not outlive its user', async () => {
    meanwhile = async () => void (await db.database.prisma.user.deleteMany())
    expect(await problemOf(await login())).toEqual([401, 'invalid_credentials'])
  })

  test('is not begun for one who was disabled meanwhile', async () => {
    meanwhile = async () => void (await db.database.prisma.user.updateMany({ data: { disabled_at: new Date() } }))
    expect(await problemOf(await login())).toEqual([401, 'invalid_credentials'])
    expect(await db.database.prisma.session.count()).toBe(1)
  })
})

test('one’s own account, gone while the guard still remembers it, is a sign-in that has ended', async () => {
  const token = first.access_token
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', {}],
  ] as const) {
    const me = () => api.call(method, '/api/auth/me', { token, body })
    if (method === 'GET') expect((await me()).status).toBe(200)
    await db.database.prisma.user.deleteMany()
    expect(await problemOf(await me())).toEqual([401, 'unauthorized'])
  }
})

test('an API token for an account that is gone while the guard still remembers it is made for nobody', async () => {
  const token = first.access_token
  expect((await api.call('GET', '/api/auth/me', { token })).status).toBe(200)
  await db.database.prisma.user.deleteMany()
  const body = { name: 'script', scope: 'read' }
  expect(await problemOf(await api.call('POST', '/api/auth/tokens', { token, body }))).toEqual([401, 'unauthorized'])
})

test.each([-3_600_000, 3_600_000])(
  'the 10 s of grace are the database’s, whose clock is %d ms from ours',
  async (ms) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
    await tokensSchema.parseAsync(await (await refresh(first.refresh_token)).json())
    expect((await refresh(first.refresh_token)).status).toBe(200)
    const rows = await db.database.prisma.$queryRaw<{ near: boolean }[]>`
    SELECT abs(extract(epoch FROM now() - spent_at)) < 60 AS near FROM refresh_tokens WHERE spent_at IS NOT NULL`
    expect(rows).toEqual([{ near: true }])
  },
)

test('refreshing waits for a busy database', async () => {
  const sleepers = Promise.all(
    Array.from({ length: 5 }, () => db.database.prisma.$queryRaw`SELECT 1 AS one FROM pg_sleep(2.5)`),
  )
  expect((await refresh(first.refresh_token)).status).toBe(200)
  await sleepers
})

test('many uses of one token at once are all in its grace', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => refresh(first.refresh_token)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test('a spent token is kept while it can tell of its reuse, and no longer', async () => {
  const second = tokensSchema.parse(await (await refresh(first.refresh_token)).json())
  await auth.prune()
  expect(await db.database.prisma.refreshToken.count()).toBe(2)
  await db.database.prisma.refreshToken.updateMany({
    where: { spent_at: { not: null } },
    data: { expires_at: new Date(Date.now() - 60_000) },
  })
  await auth.prune()
  expect(await db.database.prisma.refreshToken.count()).toBe(1)
  expect(await problemOf(await refresh(first.refresh_token))).toEqual([401, 'refresh_invalid'])
  expect((await refresh(second.refresh_token)).status).toBe(200)
})
