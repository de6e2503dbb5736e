import { describe, expect, test } from 'vitest'
import { isCrossSite } from './cross-site.ts'

const host = 'home.example:3443'
const ask = (headers: Record<string, string>) =>
  isCrossSite({ headers: { host, ...headers } }, ['https://wall.example'])

describe('a request of another site', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    // Another service on another port of this machine: for SameSite it is the same site.
    [{ 'sec-fetch-site': 'same-site', origin: 'https://home.example:8443' }],
    [{ 'sec-fetch-site': 'anything new' }],
    // Browsers leave Sec-Fetch-Site away on plain HTTP.
    [{ origin: 'http://evil.example' }],
    [{ origin: 'http://home.example:8080' }],
    [{ origin: 'null' }],
    [{ origin: '' }],
  ])('is one with %o', (headers) => {
    expect(ask(headers as Record<string, string>)).toBe(true)
  })

  test.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://home.example:3443' }],
    [{ 'sec-fetch-site': 'none' }],
    // A proxy rewrote Host: what the browser says of itself counts.
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://home.example', host: 'localhost:3000' }],
    [{ origin: 'http://home.example:3443' }],
    [{ origin: 'HTTPS://HOME.example:3443' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://wall.example' }],
  ])('is not one with %o', (headers) => {
    expect(ask(headers as Record<string, string>)).toBe(false)
  })
})
