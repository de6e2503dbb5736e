import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createdApiTokenSchema,
  interruptionsSchema,
  type PowerEvent,
  powerScheduledSchema,
  problemSchema,
  type Role,
  tokensSchema,
  verificationSchema,
} from '@home-zenith/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeStandIns, type StandIns } from '../../test/stand-ins.ts'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import { createAuth } from '../auth/index.ts'
import { createLogger } from '../platform/logger.ts'
import { createPower, createRunProgram } from './index.ts'

const db = useTestDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'zenith-power-'))
const password = 'correct horse battery'
const roots = { procfs: '/nonexistent', sysfs: '/nonexistent', rootfs: '/nonexistent', dockerSocket: '/nonexistent' }
let standIns: StandIns
let told: PowerEvent[]
let who: Record<'ann' | 'bob' | 'vic', string>

const api = useTestApi(() => {
  const { prisma } = db.database
  const record = createRecordAudit(prisma)
  const auth = createAuth({
    prisma,
    record,
    config: { JWT_SECRET: 'x'.repeat(32), SETUP_CODE: undefined, DATA_DIR: dataDir, CORS_ORIGIN: [] },
  })
  standIns = makeStandIns()
  const power = createPower({
    mode: 'enabled',
    dataDir,
    bootId: 'b0',
    rulesFile: '/nonexistent/rules',
    run: createRunProgram(standIns.path),
    record,
    tell: (event) => void told.push(event),
    flush: async () => {},
    log: createLogger('silent'),
  })
  const { checkVerification, spendVerification } = auth
  const userName = async (id: string) => (await prisma.user.findUniqueOrThrow({ where: { id } })).username
  return {
    routes: [...auth.routes, ...power.routes({ roots, checkVerification, spendVerification, userName })],
    authenticate: auth.authenticate,
  }
})

beforeAll(async () => {
  const register = async (username: string, role?: Role, token?: string) => {
    const body = { username, email: `${username}@home.example`, password, ...(role ? { role } : {}) }
    const answer = await api.call('POST', '/api/auth/register', { body, ...(token ? { token } : {}) })
    return tokensSchema.parse(await answer.json()).access_token
  }
  const ann = await register('ann')
  who = { ann, bob: await register('bob', 'admin', ann), vic: await register('vic', 'viewer', ann) }
})
beforeEach(() => {
  told = []
})
afterEach(async () => {
  vi.restoreAllMocks()
  await api.call('DELETE', '/api/server/power', { token: who.ann })
})
afterAll(() => {
  standIns.remove()
  rmSync(dataDir, { recursive: true, force: true })
})

async function verify(token: string, purpose = 'reboot'): Promise<string> {
  const answer = await api.call('POST', '/api/auth/verify', { token, body: { purpose, password } })
  return verificationSchema.parse(await answer.json()).verification_token
}
const ask = (action: string, token: string | undefined, body: object) =>
  api.call('POST', `/api/server/${action}`, { body, ...(token ? { token } : {}) })
const cancel = (token: string) => api.call('DELETE', '/api/server/power', { token })
const done = () => standIns.ran().filter((line) => line.startsWith('systemctl'))

describe('nothing happens', () => {
  // Each asks without a delay: what were to run would run at once.
  const soon = { delay_seconds: 0 }
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([told, done()]).toEqual([[], []])
  })

  test('for nobody', async () => {
    const verification_token = await verify(who.ann)
    expect(await problemOf(await ask('reboot', undefined, { ...soon, verification_token }))).toEqual([
      401,
      'unauthorized',
    ])
  })

  test('for a viewer, even one with a verification', async () => {
    const verification_token = await verify(who.vic)
    expect(await problemOf(await ask('reboot', who.vic, { ...soon, verification_token }))).toEqual([403, 'forbidden'])
    expect(await problemOf(await cancel(who.vic))).toEqual([403, 'forbidden'])
  })

  test('for an API token of an admin', async () => {
    const verification_token = await verify(who.ann)
    const made = await api.call('POST', '/api/auth/tokens', {
      token: who.ann,
      body: { name: 'script', scope: 'admin' },
    })
    const { token } = createdApiTokenSchema.parse(await made.json())
    expect((await api.call('GET', '/api/server/power', { token })).status).toBe(200)
    expect(await problemOf(await ask('reboot', token, { ...soon, verification_token }))).toEqual([403, 'forbidden'])
    expect(await problemOf(await cancel(token))).toEqual([403, 'forbidden'])
  })

  test.each([
    { delay_seconds: -1 },
    { delay_seconds: 3601 },
    { delay_seconds: 1.5 },
    { delay_seconds: '5' },
    { verification_token: 5 },
    { reason: 'x'.repeat(201) },
    { reason: 'a\0b' },
    { force: true },
  ])('for a mistake in the body, whatever the verification: %#', async (mistake) => {
    const verification_token = await verify(who.ann)
    const body = { ...soon, verification_token, ...mistake }
    expect(await problemOf(await ask('reboot', who.ann, body))).toEqual([400, 'invalid_request'])
  })

  test('without a verification, or with one that is forged, of another user, or for another purpose', async () => {
    const own = await verify(who.ann)
    const forged = `${own.startsWith('A') ? 'B' : 'A'}${own.slice(1)}`
    for (const token of [undefined, '', 'forged', forged, await verify(who.bob), await verify(who.ann, 'shutdown')]) {
      const body = { ...soon, ...(token === undefined ? {} : { verification_token: token }) }
      expect(await problemOf(await ask('reboot', who.ann, body))).toEqual([403, 'verification_required'])
    }
  })

  test('with a verification that has ended', async () => {
    const verification_token = await verify(who.ann)
    const laterMs = performance.now() + 61_000
    vi.spyOn(performance, 'now').mockReturnValue(laterMs)
    const body = { ...soon, verification_token }
    expect(await problemOf(await ask('reboot', who.ann, body))).toEqual([403, 'verification_required'])
  })

  test('where the machine would not do it: what to set up is told, and the verification stays good', async () => {
    const verification_token = await verify(who.ann)
    const body = { ...soon, verification_token }
    for (const [says, code, told] of [
      ['Failed to connect to bus', 1, /Failed to connect to bus/],
      ['s "no"', 0, /sudo sh -c .*nonexistent\/rules.*50-home-zenith\.rules/],
      ['s "challenge"', 0, /sudo sh -c/],
      ['s "na"', 0, /cannot do it/],
    ] as const) {
      standIns.teach('busctl', says, code)
      const answer = await ask('reboot', who.ann, body)
      expect(problemSchema.parse(await answer.clone().json()).detail).toMatch(told)
      expect(await problemOf(answer)).toEqual([501, 'power_unavailable'])
    }
    standIns.teach('busctl', 's "yes"')
    const answer = await ask('reboot', who.ann, { verification_token, delay_seconds: 600 })
    expect(answer.status).toBe(202)
    await cancel(who.ann)
    told = []
  })

  test('when there is nothing to cancel', async () => {
    expect(await problemOf(await cancel(who.ann))).toEqual([404, 'not_found'])
  })
})

describe('an admin with a verification', () => {
  test('schedules what is told and written down, once a verification; any admin cancels it', async () => {
    const verification_token = await verify(who.ann)
    const body = { verification_token, delay_seconds: 600, reason: ' new kernel ' }
    const answer = await ask('reboot', who.ann, body)
    expect(answer.status).toBe(202)
    const { execute_at } = powerScheduledSchema.strict().parse(await answer.json())
    expect(told[0]).toEqual({
      state: 'scheduled',
      action: 'reboot',
      execute_at,
      mode: 'enabled',
      requested_by: 'ann',
      reason: 'new kernel',
      message: null,
    })
    // It is spent before it can be seen that another action is pending.
    expect(await problemOf(await ask('reboot', who.ann, body))).toEqual([403, 'verification_required'])
    const other = { verification_token: await verify(who.bob, 'shutdown') }
    expect(await problemOf(await ask('shutdown', who.bob, other))).toEqual([409, 'power_pending'])
    expect((await cancel(who.bob)).status).toBe(204)
    expect(told[1]).toMatchObject({ state: 'cancelled', message: 'cancelled by bob' })
    expect(await problemOf(await ask('reboot', who.ann, body))).toEqual([403, 'verification_required'])
    expect((await ask('shutdown', who.bob, { ...other, delay_seconds: 600 })).status).toBe(202)
    const lines = await db.database.prisma.auditLine.findMany({
      where: { action: { startsWith: 'power_' } },
      orderBy: { id: 'desc' },
      take: 3,
    })
    expect(lines.map(({ actor, action, target }) => [actor, action, target])).toEqual([
      ['bob', 'power_scheduled', 'shutdown'],
      ['bob', 'power_cancelled', 'reboot'],
      ['ann', 'power_scheduled', 'reboot'],
    ])
    expect(lines[2]?.detail).toMatchObject({ reason: 'new kernel', delay_seconds: 600, mode: 'enabled' })
    expect(done()).toEqual([])
  })

  test('is one of two at the same moment', async () => {
    const tokens = [await verify(who.ann), await verify(who.bob)]
    const answers = await Promise.all([
      ask('reboot', who.ann, { verification_token: tokens[0], delay_seconds: 600 }),
      ask('reboot', who.bob, { verification_token: tokens[1], delay_seconds: 600 }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    await cancel(who.ann)
    // Only the 202 has spent its token.
    const [ann, bob] = answers
    expect(ann?.status === 202 ? bob?.status : ann?.status).toBe(409)
    const [loser, token] = ann?.status === 409 ? [who.ann, tokens[0]] : [who.bob, tokens[1]]
    expect((await ask('reboot', loser, { verification_token: token, delay_seconds: 600 })).status).toBe(202)
    expect(done()).toEqual([])
  })

  test('gets exactly the command, and users of the machine a warning', async () => {
    const verification_token = await verify(who.ann, 'shutdown')
    const body = { verification_token, delay_seconds: 0, reason: '$(touch /tmp/x); "quoted"' }
    expect((await ask('shutdown', who.ann, body)).status).toBe(202)
    await vi.waitFor(() => expect(done()).toEqual(['systemctl [--no-ask-password] [poweroff]']), 10_000)
    const warning = 'wall < Home Zenith: this machine will be shut down now.'
    await vi.waitFor(() => expect(standIns.ran()).toContain(warning), 10_000)
    expect(new Set(standIns.ran().filter((line) => line.startsWith('busctl')))).toEqual(
      new Set(
        ['CanReboot', 'CanPowerOff'].map(
          (question) =>
            `busctl [--timeout=5] [call] [org.freedesktop.login1] [/org/freedesktop/login1] [org.freedesktop.login1.Manager] [${question}]`,
        ),
      ),
    )
    expect(standIns.ran().join()).not.toContain('touch')
    // It has begun: there is no way back, and no second one.
    expect(await problemOf(await cancel(who.ann))).toEqual([404, 'not_found'])
    const again = { verification_token: await verify(who.ann) }
    expect(await problemOf(await ask('reboot', who.ann, again))).toEqual([409, 'power_pending'])
  })
})

test('what a reboot would interrupt is told to who may read', async () => {
  const answer = await api.call('GET', '/api/server/power', { token: who.vic })
  expect(answer.status).toBe(200)
  expect(interruptionsSchema.strict().parse(await answer.json())).toEqual({
    running_containers: [],
    signed_in_users: null,
    package_work: null,
    reboot_required: null,
  })
  expect(await problemOf(await api.call('GET', '/api/server/power'))).toEqual([401, 'unauthorized'])
})
