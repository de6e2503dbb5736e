import type { ErrorRequestHandler, Response } from 'express'
import { isDatabaseAway } from '../database/is-database-away.ts'
import type { Logger } from '../logger.ts'
import { messageOf } from '../message-of.ts'
import { ProblemError } from '../problem.ts'

/** The last handler: turns whatever was thrown into a problem; the cause of a 5xx is only in the log. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const problem = toProblemError(error)
    if (problem.status >= 500) {
      const request_id = response.getHeader('X-Request-Id')
      if (problem.code === 'internal_error') log.error({ request_id, err: error }, 'request failed')
      // What is known needs no stack.
      else log.warn({ request_id, code: problem.code, reason: messageOf(causeOf(error)) }, 'request failed')
    }
    if (response.headersSent) return next(error)
    sendProblem(response, problem)
  }
}

function sendProblem(response: Response, problem: ProblemError): void {
  response.status(problem.status).set({ 'Cache-Control': 'no-store', ...problem.extra.headers })
  response.type('application/problem+json').send(JSON.stringify(problem.toProblem()))
}

/** What body-parser and Express throw, by their documented `type` and `status`. */
function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (isDatabaseAway(error)) {
    const detail = 'The database cannot be reached, or its disk is full; it is tried again all the time'
    return new ProblemError('database_unavailable', detail, { headers: { 'Retry-After': '5' }, cause: error })
  }
  const { type, status } = (typeof error === 'object' && error !== null ? error : {}) as {
    type?: string
    status?: number
  }
  if (type === 'entity.too.large') return new ProblemError('body_too_large', 'A body may have at most 100 kB')
  if (type === 'entity.parse.failed') return new ProblemError('invalid_json', 'The body cannot be parsed as JSON')
  if (status === 415) return new ProblemError('unsupported_media_type', 'Send the body as JSON in UTF-8')
  if (status === 404) return new ProblemError('not_found', 'There is nothing here')
  if (status !== undefined && status >= 400 && status < 500) {
    return new ProblemError('invalid_request', 'The request cannot be read', { cause: error })
  }
  return new ProblemError(
    'internal_error',
    'Something went wrong here; the log has the cause under this X-Request-Id',
    {
      cause: error,
    },
  )
}

function causeOf(error: unknown): unknown {
  return error instanceof ProblemError ? (error.extra.cause ?? error.detail) : error
}
