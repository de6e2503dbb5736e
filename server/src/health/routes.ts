import { healthSchema } from '@home-zenith/contract'
import { type Route, route } from '../platform/http/index.ts'

/** `live`: the process answers. `ready`: samples reach the database. */
export function healthRoutes(isStoring: () => boolean): Route[] {
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
      answers: { 200: healthSchema, 503: healthSchema },
      handle: () =>
        isStoring() ? { status: 200, body: { status: 'ok' } } : { status: 503, body: { status: 'unavailable' } },
    }),
  ]
}
