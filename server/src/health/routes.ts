import { healthSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'
import { ProblemError } from '../platform/problem.ts'

/** `live`: the process answers. `ready`: samples reach the database. */
export function healthRoutes(recorder: { isStoring: boolean; failure: unknown }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/health/live',
      access: 'public',
      needsDatabase: false,
      summary: 'Whether the server runs',
      answers: { 200: healthSchema },
      handle: () => ({ status: 200, body: { status: 'ok' } }),
    }),
    route({
      method: 'get',
      path: '/api/health/ready',
      access: 'public',
      needsDatabase: false,
      summary: 'Whether samples are stored; 503 while they cannot be',
      answers: { 200: healthSchema },
      handle() {
        if (recorder.isStoring) return { status: 200, body: { status: 'ok' } }
        throw new ProblemError('database_unavailable', 'Samples are not stored now; it is tried again all the time', {
          headers: { 'Retry-After': '5' },
          cause: recorder.failure,
        })
      },
    }),
  ]
}
