import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { ProblemError } from '../problem.ts'
import { TimeLimitError, within } from '../within.ts'
import type { Answer, Identity, Route } from './route.ts'
import { sendAnswer } from './send-answer.ts'
import { nothing, validate } from './validate.ts'

/** Who the request's bearer token belongs to. @throws 401 `unauthorized` */
export type Authenticate = (request: Request) => Promise<Identity>

export interface Guard {
  authenticate: Authenticate
  /** @throws 503 `database_unavailable` until the database has been reached and migrated */
  requireDatabase(): void
}

// A minute of history is read in milliseconds, ten years by a slow board in seconds.
const usualPatienceMs = 60_000

const parseJson: RequestHandler = express.json({ limit: 100_000, strict: false })

/**
 * Puts the routes on the app: guard first, then the body's form, then its content, then the handler. Who asks something of a database
 * that hangs is told so after `patienceMs`.
 */
export function mountRoutes(
  app: Express,
  routes: readonly Route[],
  guard: Guard,
  patienceMs: number = usualPatienceMs,
): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = new Map(routes.filter((route) => route.path === path).map((route) => [route.method, route]))
    const allow = [...methods.keys()].flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    app.all(path, async (request, response, next) => {
      const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase()
      const found = methods.get(method as Route['method'])
      if (found) {
        const given = await within(answer(found, guard, request, response), patienceMs).catch(explain)
        if (response.headersSent) return next()
        if (found.otherMedia) response.vary('Accept')
        return sendAnswer(response, given)
      }
      throw new ProblemError('method_not_allowed', `${path} takes ${allow.join(', ')}, not ${request.method}`, {
        headers: { Allow: allow.join(', ') },
      })
    })
  }
}

function explain(error: unknown): never {
  if (!(error instanceof TimeLimitError)) throw error
  const detail = 'The database does not answer; what was asked for may still happen'
  throw new ProblemError('database_unavailable', detail, { headers: { 'Retry-After': '5' }, cause: error })
}

async function answer(route: Route, guard: Guard, request: Request, response: Response): Promise<Answer> {
  if (route.needsDatabase !== false) guard.requireDatabase()
  const identity = route.access === 'public' ? undefined : await guard.authenticate(request)
  if (route.access === 'admin' && identity?.role !== 'admin') {
    throw new ProblemError('forbidden', 'This takes an admin')
  }
  if (route.signInOnly && identity?.isApiToken) {
    throw new ProblemError('forbidden', 'API tokens may not do this; sign in with your password')
  }
  const call = {
    query: validate(route.query ?? nothing, request.query, 'query'),
    body:
      route.method === 'get' ? undefined : validate(route.body ?? nothing, await readBody(request, response), 'body'),
    params: request.params as Record<string, string>,
    request,
  }
  return identity && route.access !== 'public' ? route.handle(call, identity) : route.handle(call, none)
}

// A public handler takes no identity; the type of the union cannot say so at one call.
const none = undefined as never

async function readBody(request: Request, response: Response): Promise<unknown> {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (!hasBody) return {}
  if (!request.is('application/json')) {
    throw new ProblemError('unsupported_media_type', 'Send the body as application/json')
  }
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })
  return request.body
}
