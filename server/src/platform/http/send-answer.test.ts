import { randomBytes } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problemOf, useTestApi } from '../../../test/test-api.ts'
import { JsonText, route, TextStream } from './route.ts'

const streamed = { given: 0, isEnded: false }

/** So many lines of 1 kB, the last of them an error where it is to fail. */
async function* giveLines(count: number, fails: boolean) {
  Object.assign(streamed, { given: 0, isEnded: false })
  try {
    for (let line = 1; line <= count; line += 1) {
      if (fails && line === count) throw new Error('the secret cause')
      streamed.given = line
      yield `${line} ${randomBytes(480).toString('hex')}\n`
    }
  } finally {
    streamed.isEnded = true
  }
}

const api = useTestApi(() => ({
  authenticate: () => Promise.reject(new Error('nobody asks')),
  routes: [
    route({
      method: 'get',
      path: '/api/tagged',
      access: 'public',
      summary: 'May be kept',
      query: z.strictObject({ text: z.string() }),
      answers: { 200: z.unknown() },
      handle: ({ query }) => ({ status: 200, body: JsonText.tagged(JSON.stringify(query.text)) }),
    }),
    route({
      method: 'get',
      path: '/api/lines',
      access: 'public',
      summary: 'Any length',
      query: z.strictObject({ count: z.coerce.number(), fails: z.literal('yes').optional() }),
      answers: { 200: z.unknown() },
      otherMedia: ['text/csv'],
      handle: ({ query }) => ({
        status: 200,
        headers: { 'Content-Disposition': 'attachment' },
        body: new TextStream('text/csv; charset=utf-8', giveLines(query.count, query.fails !== undefined)),
      }),
    }),
  ],
}))

describe('a tagged answer', () => {
  const ask = (text: string, headers?: Record<string, string>) =>
    api.call('GET', `/api/tagged?text=${text}`, headers ? { headers } : {})

  test('is not sent again to who has it, and may be kept by nobody else', async () => {
    const first = await ask('a')
    const tag = first.headers.get('etag') ?? ''
    expect([first.status, await first.text(), first.headers.get('cache-control')]).toEqual([
      200,
      '"a"',
      'private, no-cache',
    ])
    const again = await ask('a', { 'If-None-Match': tag })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag])
    const changed = await ask('b', { 'If-None-Match': tag })
    expect([changed.status, await changed.text()]).toEqual([200, '"b"'])
  })

  test('has one tag, compressed or not', async () => {
    const text = 'x'.repeat(5000)
    const tags = []
    for (const encoding of ['gzip', 'br', 'identity']) {
      const response = await ask(text, { 'Accept-Encoding': encoding })
      expect(response.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
      expect(await response.json()).toBe(text)
      tags.push(response.headers.get('etag'))
    }
    expect(new Set(tags).size).toBe(1)
  })
})

describe('a stream', { timeout: 30_000 }, () => {
  // Without fetch, which reads ahead.
  const open = (query: string, encoding = 'identity') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(`${api.base}/api/lines?${query}`, { headers: { 'Accept-Encoding': encoding } }, resolve).on('error', reject)
    })
  const untilEnded = () => expect.poll(() => streamed.isEnded, { timeout: 30_000 }).toBe(true)

  test.each(['identity', 'gzip'])('comes whole (%s)', async (encoding) => {
    const response = await api.call('GET', '/api/lines?count=3000', { headers: { 'Accept-Encoding': encoding } })
    const lines = (await response.text()).trimEnd().split('\n').map(Number.parseFloat)
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([3000, 1, 3000])
    const { headers } = response
    expect([headers.get('content-type'), headers.get('content-disposition'), headers.get('vary')]).toEqual([
      'text/csv; charset=utf-8',
      'attachment',
      expect.stringContaining('Accept'),
    ])
  })

  test('without a line is an empty answer', async () => {
    const response = await api.call('GET', '/api/lines?count=0')
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('is given no faster than it is read, and ends with its client', { timeout: 120_000 }, async () => {
    for (const encoding of ['identity', 'gzip']) {
      const response = await open('count=1000000', encoding)
      await new Promise((resolve) => response.once('readable', resolve))
      let before = -1
      // It stands still once the buffers between are full.
      await expect
        .poll(
          () => {
            const isStill = streamed.given === before
            before = streamed.given
            return isStill
          },
          { interval: 300, timeout: 30_000 },
        )
        .toBe(true)
      expect(streamed.given).toBeLessThan(1_000_000)
      expect(streamed.isEnded).toBe(false)
      response.destroy()
      await untilEnded()
    }
  })

  test('that fails before its first line is a problem, and later is cut', async () => {
    expect(await problemOf(await api.call('GET', '/api/lines?count=1&fails=yes'))).toEqual([500, 'internal_error'])
    for (const encoding of ['identity', 'gzip']) {
      const response = await open('count=50&fails=yes', encoding)
      expect(response.statusCode).toBe(200)
      response.resume()
      await new Promise((resolve) => response.once('close', resolve))
      expect([response.complete, streamed.isEnded]).toEqual([false, true])
    }
  })

  test('answers HEAD without its lines', async () => {
    const response = await api.call('HEAD', '/api/lines?count=1000')
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      200,
      '',
      'text/csv; charset=utf-8',
    ])
    await untilEnded()
    expect(streamed.given).toBe(1)
  })
})
