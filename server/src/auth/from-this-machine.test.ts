import { describe, expect, test } from 'vitest'
import { isFromThisMachine } from './from-this-machine.ts'

const ask = (remoteAddress: string | undefined, headers: Record<string, string>) =>
  isFromThisMachine({ socket: { remoteAddress } as never, headers })

describe('from this machine', () => {
  test.each([
    ['127.0.0.1', 'localhost'],
    ['127.0.0.1', 'localhost:3000'],
    ['127.8.8.8', '127.0.0.1:3000'],
    ['::1', '[::1]:3000'],
    ['::ffff:127.0.0.1', 'LOCALHOST:3000'],
  ])('%s asking for %s', (address, host) => {
    expect(ask(address, { host })).toBe(true)
  })

  test.each([
    ['192.168.1.5', 'localhost'],
    ['::ffff:192.168.1.5', 'localhost'],
    ['fe80::1', 'localhost'],
    [undefined, 'localhost'],
    ['127.0.0.1', 'pi.local:3000'],
    ['127.0.0.1', '192.168.1.5:3000'],
    ['127.0.0.1', 'localhost.example'],
    ['127.0.0.1', 'evil.example#localhost'],
    ['127.0.0.1', 'localhost:3000.example'],
    ['127.0.0.1', ''],
  ])('not %s asking for %s', (address, host) => {
    expect(ask(address, { host })).toBe(false)
  })

  test.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-anything',
    'x-real-ip',
    'via',
  ])('not through a proxy that says %s', (header) => {
    expect(ask('127.0.0.1', { host: 'localhost', [header]: '' })).toBe(false)
  })
})
