import { createHash } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit'
import { ProblemError } from '../platform/problem.ts'
import { bearerOf, verifyAccessToken } from './access-token.ts'
import { BoundedStore } from './bounded-store.ts'

const minuteMs = 60_000
const failuresMs = 15 * minuteMs
const mostFailures = 10
const mostRequests = { anonymous: 300, authenticated: 1200 }
// Some 10 MB at the worst: more than a network at home has, for a stranger to fill.
const mostKeys = 50_000

// A proxy may pass on anything as an address.
const longestAddress = 64

// An IPv6 household has a /64 to itself, and all of its addresses.
const addressKey = (request: Request) => ipKeyGenerator(request.ip ?? 'unknown', 64).slice(0, longestAddress)

const shared: Partial<Options> = {
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  // It prints warnings about proxies; TRUST_PROXY is the person's own word.
  validate: false,
  handler: (_request, response, next) => {
    const seconds = String(response.getHeader('Retry-After') ?? 60)
    const detail = `Too many requests; try again in ${seconds} s`
    next(new ProblemError('too_many_requests', detail, { headers: { 'Retry-After': seconds } }))
  },
}

/** 300 requests a minute for an address without a valid token, 1,200 with one. */
export function requestLimit(jwtSecret: string): RequestHandler {
  return rateLimit({
    ...shared,
    identifier: 'requests',
    windowMs: minuteMs,
    store: new BoundedStore(minuteMs, mostKeys),
    limit: (request) => (hasToken(request, jwtSecret) ? mostRequests.authenticated : mostRequests.anonymous),
    keyGenerator: (request) => `${hasToken(request, jwtSecret) ? 'token' : 'none'} ${addressKey(request)}`,
  })
}

// The signature alone: cheap, and a revoked token's requests are few.
function hasToken(request: Request, jwtSecret: string): boolean {
  const token = bearerOf(request.headers.authorization)
  if (token === undefined) return false
  try {
    verifyAccessToken(token, jwtSecret)
    return true
  } catch {
    return false
  }
}

/** Counts a request as a failure of `account` from its address until it has succeeded. @throws 429 after ten */
export type FailedSignIns = (request: Request, account: string) => Promise<void>

/** 10 failures a quarter of an hour for an account and an address: a stranger elsewhere does not lock the owner out. */
export function limitFailedSignIns(): FailedSignIns {
  const accounts = new WeakMap<Request, string>()
  const limiter = rateLimit({
    ...shared,
    identifier: 'sign-ins',
    windowMs: failuresMs,
    store: new BoundedStore(failuresMs, mostKeys),
    limit: mostFailures,
    skipSuccessfulRequests: true,
    // A database that is away, or a queue that is full, is nobody's wrong guess.
    requestWasSuccessful: (_request, response) => response.statusCode !== 401 && response.statusCode !== 403,
    // Hashed, since it is as long as the stranger likes.
    keyGenerator: (request) =>
      createHash('sha256')
        .update(`${addressKey(request)} ${accounts.get(request)}`)
        .digest('base64url'),
  })
  return (request, account) => {
    accounts.set(request, account)
    const { res } = request
    return new Promise((resolve, reject) => {
      if (!res) return reject(new Error('a request without its response'))
      void limiter(request, res, (error?: unknown) => (error ? reject(error) : resolve()))
    })
  }
}
