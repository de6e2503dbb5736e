import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Tokens, tokensSchema } from '@home-zenith/contract'
import { afterAll, beforeEach } from 'vitest'
import { createRecordAudit } from '../src/audit/index.ts'
import { type Auth, createAuth } from '../src/auth/index.ts'
import type { Route } from '../src/platform/http/index.ts'
import { usersRoutes } from '../src/users/index.ts'
import { type TestApi, useTestApi } from './test-api.ts'
import type { TestDatabase } from './test-database.ts'

export const password = 'correct horse battery'

export interface TestAuth extends TestApi {
  readonly auth: Auth
  /** The admin that each test begins with. */
  readonly owner: Tokens
  /** An account made by the owner. */
  makeAccount(role: 'admin' | 'viewer'): Promise<Tokens>
  logIn(username: string, more?: object): Promise<Response>
  me(token: string): Promise<Response>
  /** The actions of the audit log, in their order. */
  audited(): Promise<string[]>
}

/** A name of its own for each account: failures are counted by account. */
export function someone() {
  const username = `u${randomUUID().slice(0, 8)}`
  return { username, email: `${username}@home.example`, password }
}

/** Everything about accounts on a real port, and an admin anew for each test. Proxies are believed: a test has many addresses. */
export function useTestAuth(db: TestDatabase, more: (auth: Auth) => Route[] = () => []): TestAuth {
  const dataDir = mkdtempSync(join(tmpdir(), 'zenith-auth-'))
  let auth: Auth
  let owner: Tokens
  let since = 0n
  const api = useTestApi(() => {
    const { prisma } = db.database
    const record = createRecordAudit(prisma)
    const config = { JWT_SECRET: 'x'.repeat(32), SETUP_CODE: 'the-setup-code', DATA_DIR: dataDir, CORS_ORIGIN: [] }
    auth = createAuth({ prisma, record, pause: async () => {}, config })
    const routes = [...auth.routes, ...usersRoutes({ prisma, record, accounts: auth.accounts }), ...more(auth)]
    return { routes, authenticate: auth.authenticate, trustProxy: 1 }
  })
  const register = async (more: object, token?: string) => {
    const body = { ...someone(), ...more }
    const response = await api.call('POST', '/api/auth/register', { body, ...(token ? { token } : {}) })
    return tokensSchema.parse(await response.json())
  }
  beforeEach(async () => {
    const { prisma } = db.database
    await prisma.user.deleteMany()
    owner = await register({ setup_code: 'the-setup-code' })
    since = (await prisma.auditLine.aggregate({ _max: { id: true } }))._max.id ?? 0n
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  return {
    get base() {
      return api.base
    },
    get auth() {
      return auth
    },
    get owner() {
      return owner
    },
    call: (...given) => api.call(...given),
    makeAccount: (role) => register({ role }, owner.access_token),
    logIn: (username, more = {}) => api.call('POST', '/api/auth/login', { body: { username, password, ...more } }),
    me: (token) => api.call('GET', '/api/auth/me', { token }),
    async audited() {
      const found = await db.database.prisma.auditLine.findMany({
        where: { id: { gt: since } },
        orderBy: { id: 'asc' },
      })
      return found.map(({ action }) => action)
    },
  }
}
