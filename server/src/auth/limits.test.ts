import { describe, expect, test } from 'vitest'
import { problemOf, useTestApi } from '../../test/test-api.ts'
import { route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { limitFailedSignIns, requestLimit } from './limits.ts'

const goodToken = 'a-good-token'
const pauses: number[] = []
const failedSignIns = limitFailedSignIns(async (ms) => void pauses.push(ms))
let outcome: 'good' | 'wrong' | 'away' = 'good'
const api = useTestApi(() => ({
  routes: [
    route({
      method: 'get',
      path: '/api/thing',
      access: 'public',
      summary: 'A thing',
      answers: { 204: null },
      handle: () => ({ status: 204 }),
    }),
    route({
      method: 'post',
      path: '/api/sign-in',
      access: 'public',
      summary: 'A sign-in',
      answers: { 204: null },
      async handle({ request }) {
        await failedSignIns(request, request.headers['x-account'] as string)
        if (outcome === 'wrong') throw new ProblemError('invalid_credentials', 'wrong')
        if (outcome === 'away') throw new ProblemError('database_unavailable', 'away')
        return { status: 204 }
      },
    }),
  ],
  authenticate: () => Promise.reject(new Error('not asked')),
  limits: [requestLimit({ isPlausible: (token) => token === goodToken })],
  // So that a test has many addresses.
  trustProxy: 1,
}))

async function countUntilRefused(address: string, most: number, headers: Record<string, string> = {}) {
  const ask = () => api.call('GET', '/api/thing', { headers: { 'X-Forwarded-For': address, ...headers } })
  let good = 0
  while (good < most) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, most - good) }, ask))
    for (const answer of answers) if (answer.status === 204) good += 1
    if (answers.some(({ status }) => status !== 204)) break
  }
  return { good, next: await ask() }
}

describe('requests of an address', () => {
  test('without a token end at 300 a minute, with a header that says when to come back', async () => {
    const { good, next } = await countUntilRefused('198.51.100.1', 300)
    expect(good).toBe(300)
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(next.headers.get('ratelimit')).toContain('r=0')
    expect(next.headers.get('ratelimit-policy')).toContain('q=300')
    expect(await problemOf(next)).toEqual([429, 'too_many_requests'])
    const other = await api.call('GET', '/api/thing', { headers: { 'X-Forwarded-For': '198.51.100.2' } })
    expect(other.status).toBe(204)
  })

  test('with a valid token end at 1,200; a forged one is none', async () => {
    const { good, next } = await countUntilRefused('198.51.100.3', 1200, { Authorization: `Bearer ${goodToken}` })
    expect([good, next.status]).toEqual([1200, 429])
    const forged = await countUntilRefused('198.51.100.4', 300, { Authorization: `Bearer ${goodToken}x` })
    expect([forged.good, forged.next.status]).toEqual([300, 429])
  })

  test('are those of a /64 in IPv6, and each one’s own in IPv4 that is written as IPv6', async () => {
    await countUntilRefused('2001:db8:1:2::1', 300)
    const ask = async (address: string) =>
      (await api.call('GET', '/api/thing', { headers: { 'X-Forwarded-For': address } })).status
    expect([await ask('2001:db8:1:2:ffff::9'), await ask('2001:db8:1:3::1')]).toEqual([429, 204])
    await countUntilRefused('::ffff:198.51.100.5', 300)
    expect([await ask('::ffff:198.51.100.5'), await ask('::ffff:198.51.100.6')]).toEqual([429, 204])
  })
})

describe('failed sign-ins', () => {
  const signIn = async (account: string, address = '198.51.100.9') =>
    (await api.call('POST', '/api/sign-in', { headers: { 'X-Forwarded-For': address, 'X-Account': account } })).status
  const repeat = async (times: number, account: string) => {
    const statuses = new Set<number>()
    for (let time = 0; time < times; time += 1) statuses.add(await signIn(account))
    return [...statuses]
  }

  test('end at ten for an account and an address, and then a right one waits, too', async () => {
    outcome = 'wrong'
    expect([await repeat(10, 'one'), await repeat(3, 'one')]).toEqual([[401], [429]])
    outcome = 'good'
    expect(await signIn('one')).toBe(429)
    expect([await signIn('two'), await signIn('one', '198.51.100.10')]).toEqual([204, 204])
  })

  test('are the slower, the more there are', async () => {
    outcome = 'wrong'
    pauses.length = 0
    await repeat(12, 'slow')
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000])
  })

  test('end at fifty for an address, whatever it tries', async () => {
    outcome = 'wrong'
    const statuses = []
    for (let guess = 0; guess < 52; guess += 1) statuses.push(await signIn(`name ${guess}`, '198.51.100.11'))
    expect(statuses).toEqual([...Array(50).fill(401), 429, 429])
    outcome = 'good'
    expect([await signIn('name', '198.51.100.11'), await signIn('name', '198.51.100.12')]).toEqual([429, 204])
  })

  test('are neither the good ones nor those that nobody could judge', async () => {
    outcome = 'good'
    expect(await repeat(12, 'three')).toEqual([204])
    outcome = 'away'
    expect(await repeat(12, 'three')).toEqual([503])
    outcome = 'wrong'
    expect([await repeat(10, 'three'), await repeat(1, 'three')]).toEqual([[401], [429]])
  })
})
