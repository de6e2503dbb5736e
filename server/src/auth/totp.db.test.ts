import {
  recoveryCodesSchema,
  type Tokens,
  totpSetUpSchema,
  userSchema,
  verificationSchema,
} from '@home-zenith/contract'
import { Secret, TOTP } from 'otpauth'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { problemOf } from '../../test/test-api.ts'
import { password, useTestAuth } from '../../test/test-auth.ts'
import { useTestDatabase } from '../../test/test-database.ts'
import { createRecordAudit } from '../audit/index.ts'
import { resetPassword } from './index.ts'

const db = useTestDatabase()
const api = useTestAuth(db)

// Codes are made for moments of which each test has enough: one is good once.
let nowMs: number
beforeEach(() => {
  nowMs = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs })
})
afterEach(() => void vi.useRealTimers())

function later(): void {
  nowMs += 30_000
  vi.setSystemTime(nowMs)
}

const post = (path: string, body: object, { access_token }: Tokens = api.owner) =>
  api.call('POST', path, { token: access_token, body })
const codeOf = (secret: string, timestamp = nowMs) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
const logIn = (totp?: string) => api.logIn(api.owner.user.username, totp === undefined ? {} : { totp })

async function begin(): Promise<string> {
  const answer = await post('/api/auth/totp', { password })
  expect(answer.status).toBe(200)
  return totpSetUpSchema.strict().parse(await answer.json()).secret
}

async function enable() {
  const secret = await begin()
  const answer = await post('/api/auth/totp/confirm', { totp: codeOf(secret) })
  expect(answer.status).toBe(200)
  const { recovery_codes } = recoveryCodesSchema.strict().parse(await answer.json())
  later()
  return { secret, recovery_codes }
}

describe('a second factor', () => {
  test('is shown as text, link and QR code, and asked for once it is confirmed', async () => {
    const answer = await post('/api/auth/totp', { password })
    const { secret, otpauth_url, qr_svg } = totpSetUpSchema.strict().parse(await answer.json())
    expect(otpauth_url).toContain(`secret=${secret}`)
    expect(qr_svg).toMatch(/^<svg[^>]*>.*<\/svg>$/s)
    expect((await logIn()).status).toBe(200)
    expect(await problemOf(await post('/api/auth/totp/confirm', { totp: '000000' }))).toEqual([401, 'totp_invalid'])
    expect((await post('/api/auth/totp/confirm', { totp: codeOf(secret) })).status).toBe(200)
    expect(await problemOf(await logIn())).toEqual([401, 'totp_required'])
    const me = userSchema.parse(await (await api.me(api.owner.access_token)).json())
    expect(me.totp_enabled).toBe(true)
    expect(await api.audited()).toEqual(['sign_in', 'totp_enabled'])
  })

  test('is no answer to a wrong password', async () => {
    const { secret } = await enable()
    const body = { username: api.owner.user.username, password: 'not the password', totp: codeOf(secret) }
    expect(await problemOf(await api.call('POST', '/api/auth/login', { body }))).toEqual([401, 'invalid_credentials'])
  })

  test('lets a code in once, of the step before or after, too', async () => {
    const { secret } = await enable()
    expect(await problemOf(await logIn('000000'))).toEqual([401, 'totp_invalid'])
    const code = codeOf(secret)
    expect((await logIn(code)).status).toBe(200)
    expect(await problemOf(await logIn(code))).toEqual([401, 'totp_invalid'])
    expect((await logIn(codeOf(secret, nowMs + 30_000))).status).toBe(200)
    expect(await problemOf(await logIn(codeOf(secret, nowMs + 90_000)))).toEqual([401, 'totp_invalid'])
  })

  test('of many with one code at once lets one in', async () => {
    const { secret } = await enable()
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await logIn(codeOf(secret))).status))
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401])
  })

  test('being asked for is no failure; wrong codes end at twenty from wherever they come', async () => {
    const { secret } = await enable()
    for (let time = 0; time < 12; time += 1) expect((await logIn()).status).toBe(401)
    const from = (address: number, totp: string) =>
      api.call('POST', '/api/auth/login', {
        body: { username: api.owner.user.username, password, totp },
        headers: { 'X-Forwarded-For': `203.0.113.${address}` },
      })
    for (let guess = 0; guess < 20; guess += 1) expect((await from(Math.floor(guess / 5), '000000')).status).toBe(401)
    expect(await problemOf(await from(9, codeOf(secret)))).toEqual([429, 'too_many_requests'])
  })

  test('is not replaced while it is in use, and turned off with the password', async () => {
    await enable()
    expect(await problemOf(await post('/api/auth/totp', { password }))).toEqual([409, 'totp_already_enabled'])
    expect(await problemOf(await post('/api/auth/totp/confirm', { totp: '000000' }))).toEqual([
      409,
      'totp_already_enabled',
    ])
    const off = (body: object) => api.call('DELETE', '/api/auth/totp', { token: api.owner.access_token, body })
    expect(await problemOf(await off({ password: 'not the password' }))).toEqual([401, 'invalid_credentials'])
    expect((await off({ password })).status).toBe(204)
    expect((await off({ password })).status).toBe(204)
    expect((await logIn()).status).toBe(200)
    const { prisma } = db.database
    expect([await prisma.totpSecret.count(), await prisma.recoveryCode.count()]).toEqual([0, 0])
    expect(await api.audited()).toEqual(['totp_enabled', 'verification_failed', 'totp_disabled', 'sign_in'])
  })

  test('takes the password to begin', async () => {
    expect(await problemOf(await post('/api/auth/totp', { password: 'not the password' }))).toEqual([
      401,
      'invalid_credentials',
    ])
    expect(await problemOf(await post('/api/auth/totp/confirm', { totp: '000000' }))).toEqual([401, 'totp_invalid'])
  })

  test('is off after a reset on the machine itself', async () => {
    await enable()
    const { prisma } = db.database
    const reset = await resetPassword(prisma, createRecordAudit(prisma), api.owner.user.username)
    expect((await api.logIn(api.owner.user.username, { password: reset?.password })).status).toBe(200)
  })
})

describe('a recovery code', () => {
  test('is good once in place of a code, however it is typed', async () => {
    const { recovery_codes } = await enable()
    expect(new Set(recovery_codes).size).toBe(10)
    const [first = '', second = ''] = recovery_codes
    expect((await logIn(first)).status).toBe(200)
    expect(await problemOf(await logIn(first))).toEqual([401, 'totp_invalid'])
    expect((await logIn(second.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
    const lines = await db.database.prisma.auditLine.findMany({ where: { action: 'recovery_code_used' } })
    expect(lines.map(({ detail }) => detail)).toEqual([{ left: 9 }, { left: 8 }])
  })

  test('is stored as a hash', async () => {
    const { recovery_codes } = await enable()
    const rows = await db.database.prisma.$queryRaw<
      { row: string }[]
    >`SELECT recovery_codes::text AS row FROM recovery_codes`
    expect(rows).toHaveLength(10)
    for (const code of recovery_codes) expect(JSON.stringify(rows)).not.toContain(code)
  })
})

test('a verification takes the code of who has a second factor, not the password', async () => {
  const { secret } = await enable()
  const verify = (more: object) => post('/api/auth/verify', { purpose: 'reboot', ...more })
  expect(await problemOf(await verify({ password }))).toEqual([401, 'verification_failed'])
  expect(await problemOf(await verify({ password, totp: '000000' }))).toEqual([401, 'verification_failed'])
  const code = codeOf(secret)
  const { verification_token } = verificationSchema.parse(await (await verify({ totp: code })).json())
  api.auth.spendVerification(verification_token, api.owner.user.id, 'reboot')
  expect(await problemOf(await verify({ totp: code }))).toEqual([401, 'verification_failed'])
})
