import express, { type RequestHandler, Router } from 'express'
import { ProblemError } from '../problem.ts'

const yearSeconds = 31_536_000

/** The built page: files with a hash in their name are kept for a year, every other path is the page itself. */
export function serveDashboard(folder: string): RequestHandler {
  const router = Router()
  router.use(
    '/assets',
    express.static(`${folder}/assets`, {
      maxAge: yearSeconds * 1000,
      immutable: true,
      fallthrough: true,
      index: false,
    }),
    (request) => {
      throw new ProblemError('not_found', `There is no ${request.originalUrl}`)
    },
  )
  router.use(
    express.static(folder, {
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  )
  router.get('/{*path}', (request, response, next) => {
    // A dot in the last part: a file that is not there, such as /package.json. A regular expression would look anew from each dot.
    if (request.path.includes('.', request.path.lastIndexOf('/'))) return next()
    response.setHeader('Cache-Control', 'no-cache')
    response.sendFile('index.html', { root: folder })
  })
  router.use((request) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      throw new ProblemError('not_found', `There is no ${request.path}`)
    }
    throw new ProblemError('method_not_allowed', `${request.path} takes GET, not ${request.method}`, {
      headers: { Allow: 'GET, HEAD' },
    })
  })
  return router
}
