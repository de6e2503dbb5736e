import { randomUUID } from 'node:crypto'
import { auditSchema } from '@home-zenith/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import type { RecordAudit } from '../platform/audit.ts'
import { auditRoutes, createRecordAudit, pruneAudit } from './index.ts'

const db = useTestDatabase()
const admin = { userId: randomUUID(), role: 'admin', sessionId: 's', isApiToken: false, expiresAtMs: 0 } as const
const api = useTestApi(() => ({
  routes: auditRoutes(db.database.prisma),
  authenticate: async ({ headers }) => ({ ...admin, role: headers.authorization ? 'admin' : 'viewer' }),
}))
let record: RecordAudit
let annId: string

beforeAll(async () => {
  const { prisma } = db.database
  record = createRecordAudit(prisma)
  const names = { username: 'Ann', username_key: 'ann', email: 'a@home.example', email_key: 'a@home.example' }
  annId = (await prisma.user.create({ data: { ...names, password_hash: '', role: 'admin' } })).id
  await record({ actor: null, action: 'sign_in_failed', address: `192.0.2.1\0${'x'.repeat(100)}` })
  await record({ actor: annId, action: 'sign_in', address: '192.0.2.2' })
  await record({ actor: annId, action: 'account_created', target: 'bob', detail: { role: 'viewer' } })
  await prisma.user.deleteMany()
})

const ask = (query = '') => api.call('GET', `/api/audit${query}`, { token: 'x' })
const lines = async (query?: string) => auditSchema.strict().parse(await (await ask(query)).json())
const actions = async (query?: string) => (await lines(query)).items.map(({ action }) => action)

describe('the log', () => {
  test('tells the newest first, and names who is gone since', async () => {
    const { items, next_cursor } = await lines()
    expect(items).toMatchObject([
      { actor_id: annId, actor: 'Ann', action: 'account_created', target: 'bob', detail: { role: 'viewer' } },
      { actor_id: annId, actor: 'Ann', action: 'sign_in', target: null, detail: null, address: '192.0.2.2' },
      { actor_id: null, actor: null, action: 'sign_in_failed', address: `192.0.2.1${'x'.repeat(55)}` },
    ])
    expect(next_cursor).toBe(undefined)
  })

  test('is filtered by who, what and when', async () => {
    expect(await actions('?actor=Ann')).toEqual(['account_created', 'sign_in'])
    expect(await actions(`?actor=${annId}&action=sign_in`)).toEqual(['sign_in'])
    expect(await actions('?action=sign_in_failed')).toEqual(['sign_in_failed'])
    expect(await actions('?from=-1h')).toHaveLength(3)
    expect(await actions('?to=-1h')).toEqual([])
    expect(await actions('?from=-999999d&to=9999-12-31T00:00:00Z')).toHaveLength(3)
  })

  test('comes in pages', async () => {
    const first = await lines('?limit=2')
    expect(first.items).toHaveLength(2)
    const second = await lines(`?limit=2&cursor=${first.next_cursor}`)
    expect(second.items.map(({ action }) => action)).toEqual(['sign_in_failed'])
    expect(second.next_cursor).toBe(undefined)
  })

  test.each([
    '?limit=0',
    '?limit=501',
    '?cursor=x',
    '?action=other',
    '?from=now',
    '?from=-1h&to=-2h',
    '?actor=%00',
    '?who=x',
  ])('takes no %s', async (query) => {
    expect(await problemOf(await ask(query))).toEqual([400, 'invalid_request'])
  })

  test('is not for viewers', async () => {
    expect(await problemOf(await api.call('GET', '/api/audit'))).toEqual([403, 'forbidden'])
  })
})

describe('a line', () => {
  test('is there only with what it tells of', async () => {
    const failing = db.database.prisma.$transaction(async (transaction) => {
      await record({ actor: null, action: 'token_created' }, transaction)
      throw new Error('not done')
    })
    await expect(failing).rejects.toThrow('not done')
    expect(await actions('?action=token_created')).toEqual([])
  })

  test('cannot be changed, nor removed before a year is over', async () => {
    const { prisma } = db.database
    await expect(prisma.$executeRaw`UPDATE audit_log SET actor = 'Bob'`).rejects.toThrow('append-only')
    await expect(prisma.$executeRaw`DELETE FROM audit_log`).rejects.toThrow('append-only')
    await prisma.$executeRaw`INSERT INTO audit_log (action, timestamp) VALUES
      ('sign_out', now() - interval '366 days'), ('sign_out', now() - interval '364 days')`
    await pruneAudit(prisma)
    expect(await actions('?action=sign_out')).toHaveLength(1)
  })
})
