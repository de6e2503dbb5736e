import type { IncomingMessage } from 'node:http'
import express from 'express'
import { expect, test } from 'vitest'
import { createSocketGate } from './socket-gate.ts'

function gate(trustProxy: number) {
  const app = express().set('trust proxy', trustProxy)
  const admits = createSocketGate(app, ['https://wall.example'])
  return (remoteAddress: string, headers: Record<string, string> = {}) =>
    // Of a request no more is looked at.
    admits({ headers: { host: 'pi.local:3443', ...headers }, socket: { remoteAddress } } as unknown as IncomingMessage)
}

test('a page of another origin opens no socket; one’s own, a trusted one and a program do', () => {
  const admits = gate(0)
  expect(admits('192.0.2.1', { origin: 'https://evil.example' })).toBe(false)
  expect(admits('192.0.2.1', { origin: 'null' })).toBe(false)
  expect(admits('192.0.2.1', { origin: 'https://pi.local:3443' })).toBe(true)
  expect(admits('192.0.2.1', { origin: 'https://wall.example' })).toBe(true)
  expect(admits('192.0.2.1')).toBe(true)
})

test('an address begins 120 a minute; others go on', () => {
  const admits = gate(0)
  const begun = Array.from({ length: 121 }, () => admits('192.0.2.1', { 'x-forwarded-for': '203.0.113.1' }))
  expect([begun.filter(Boolean).length, begun.at(-1)]).toEqual([120, false])
  expect(admits('192.0.2.2')).toBe(true)
})

test('behind a trusted proxy the client’s address counts, and an IPv6 /64 is one', () => {
  const admits = gate(1)
  const from = (address: string) => admits('127.0.0.1', { 'x-forwarded-for': address })
  for (let time = 0; time < 120; time += 1) from('2001:db8:1:2::1')
  expect([from('2001:db8:1:2::9'), from('2001:db8:1:3::1'), from('198.51.100.1')]).toEqual([false, true, true])
})
