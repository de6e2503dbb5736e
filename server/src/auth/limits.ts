import { createHash } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { type Options, type RateLimitInfo, rateLimit } from 'express-rate-limit'
import { addressKey, BoundedStore } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { bearerOf } from './access-token.ts'
import type { Guard } from './guard.ts'

const minuteMs = 60_000
const failuresMs = 15 * minuteMs
const mostFailures = { account: 10, address: 50 }
const mostRequests = { anonymous: 300, authenticated: 1200 }
// Some 10 MB at the worst: more than a network at home has, for a stranger to fill.
const mostKeys = 50_000

const shared: Partial<Options> = {
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  // It prints warnings about proxies; TRUST_PROXY is the person's own word.
  validate: false,
  handler: refuse('Too many requests'),
}

function refuse(what: string): Options['handler'] {
  return (_request, response, next) => {
    const seconds = Number(response.getHeader('Retry-After') ?? 60)
    const detail = `${what}; try again in ${seconds > 90 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`}`
    next(new ProblemError('too_many_requests', detail, { headers: { 'Retry-After': String(seconds) } }))
  }
}

/** 300 requests a minute for an address without a valid token, 1,200 with one. */
export function requestLimit(guard: Pick<Guard, 'isPlausible'>): RequestHandler {
  return rateLimit({
    ...shared,
    identifier: 'requests',
    windowMs: minuteMs,
    store: new BoundedStore(minuteMs, mostKeys),
    limit: (request) => (hasToken(request, guard) ? mostRequests.authenticated : mostRequests.anonymous),
    keyGenerator: (request) => `${hasToken(request, guard) ? 'token' : 'none'} ${addressKey(request.ip)}`,
  })
}

function hasToken(request: Request, guard: Pick<Guard, 'isPlausible'>): boolean {
  const token = bearerOf(request.headers.authorization)
  return token !== undefined && guard.isPlausible(token)
}

/**
 * Counts a request as a failure of `account` from its address until it has succeeded, or is forgiven.
 * @throws 429 after ten
 */
export type FailedSignIns = (request: Request, account: string) => Promise<{ forgive(): void }>

/**
 * 10 failures a quarter of an hour for an account and an address, each of them slower than the one before, and 50 for
 * an address, whatever it tries. A stranger elsewhere does not lock the owner out.
 * @param pause lets that many milliseconds pass
 */
export function limitFailedSignIns(pause: (ms: number) => Promise<void>): FailedSignIns {
  const accounts = new WeakMap<Request, string>()
  const forgiven = new WeakSet<Request>()
  const limitFailures = (identifier: string, limit: number, keyGenerator: (request: Request) => string) =>
    rateLimit({
      ...shared,
      handler: refuse('Too many failed attempts'),
      identifier,
      windowMs: failuresMs,
      store: new BoundedStore(failuresMs, mostKeys),
      limit,
      keyGenerator,
      requestPropertyName: identifier,
      skipSuccessfulRequests: true,
      // A database that is away, or a queue that is full, is nobody's wrong guess.
      requestWasSuccessful: (request, { statusCode }) =>
        forgiven.has(request) || (statusCode !== 401 && statusCode !== 403),
    })
  const ofAddress = limitFailures('address', mostFailures.address, ({ ip }) => addressKey(ip))
  const ofAccount = limitFailures('sign-ins', mostFailures.account, (request) =>
    // Hashed, since it is as long as the stranger likes.
    createHash('sha256')
      .update(`${addressKey(request.ip)} ${accounts.get(request)}`)
      .digest('base64url'),
  )
  return async (request, account) => {
    accounts.set(request, account)
    await pass(ofAddress, request)
    await pass(ofAccount, request)
    const { used } = (request as Request & { 'sign-ins': RateLimitInfo })['sign-ins']
    const pauseMs = pauseBefore(used)
    if (pauseMs > 0) await pause(pauseMs)
    return { forgive: () => void forgiven.add(request) }
  }
}

/** Milliseconds that the nth attempt waits: who mistypes thrice notices nothing, who guesses on waits up to 8 s. */
export function pauseBefore(attempt: number): number {
  return attempt <= 3 ? 0 : Math.min(250 * 2 ** (attempt - 4), 8000)
}

function pass(limiter: RequestHandler, request: Request): Promise<void> {
  const { res } = request
  return new Promise((resolve, reject) => {
    if (!res) return reject(new Error('a request without its response'))
    void limiter(request, res, (error?: unknown) => (error ? reject(error) : resolve()))
  })
}
