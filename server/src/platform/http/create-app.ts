import { randomUUID } from 'node:crypto'
import { constants } from 'node:zlib'
import compression from 'compression'
import cors from 'cors'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from '../logger.ts'
import { ProblemError } from '../problem.ts'
import { type Guard, mountRoutes } from './mount-routes.ts'
import { problemHandler } from './problem-handler.ts'
import type { Route } from './route.ts'
import { serveDashboard } from './serve-dashboard.ts'

export interface AppOptions {
  routes: readonly Route[]
  guard: Guard
  /** What stands before every route of the API. */
  limits: readonly RequestHandler[]
  log: Logger
  /** Proxies whose `X-Forwarded-*` is believed. */
  trustProxy: number
  corsOrigins: readonly string[]
  hsts: boolean
  /** The folder of the built page. */
  dashboardDir: string
  /** How long an answer may take, in milliseconds; by default a minute. */
  patienceMs?: number
}

// The highest levels take three to five times as long, for 10 % less of a history. The page's files are asked for once.
const fast = { level: 1, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } } }

// What a page of another origin may read of an answer, beside what browsers let it anyway.
const exposedHeaders = ['Content-Disposition', 'ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id']

/** The Express app: request ids, headers, the API, the page, and problems for all that goes wrong. */
export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', options.trustProxy)
  app.set('query parser', 'simple')

  app.use((request, response, next) => {
    const id = randomUUID()
    response.setHeader('X-Request-Id', id)
    const startedMs = performance.now()
    response.once('close', () => {
      const context = { request_id: id, method: request.method, path: request.path, status: response.statusCode }
      options.log.debug({ ...context, duration_ms: Math.round(performance.now() - startedMs) }, 'request')
    })
    next()
  })
  app.use(headers(options.hsts))
  app.use('/api', compression(fast))
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  if (options.corsOrigins.length > 0)
    app.use('/api', cors({ origin: [...options.corsOrigins], credentials: true, exposedHeaders }))
  if (options.limits.length > 0) app.use('/api', ...options.limits)

  mountRoutes(app, options.routes, options.guard, options.patienceMs)
  app.use('/api', (request) => {
    throw new ProblemError('not_found', `There is no ${request.originalUrl.split('?')[0]}`)
  })
  app.use(compression(), serveDashboard(options.dashboardDir))
  app.use(problemHandler(options.log))
  return app
}

/** HSTS knows no port and would break every plain service under this host name: off unless asked for. */
function headers(hsts: boolean) {
  return helmet({
    strictTransportSecurity: hsts,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  })
}
