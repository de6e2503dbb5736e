/** Who may call a route: anybody; who has a token; an admin; either of them by a sign-in, not by an API token. */
export type Access = 'anybody' | 'user' | 'admin' | 'user who signed in' | 'admin who signed in'

/** What is expected of every route, in one line each: a route without a line fails the test of the matrix. */
export const routes: Record<string, Access> = {
  'GET /api/auth/state': 'anybody',
  'POST /api/auth/register': 'anybody',
  'POST /api/auth/login': 'anybody',
  'POST /api/auth/refresh': 'anybody',
  'POST /api/auth/logout': 'anybody',
  'GET /api/auth/me': 'user',
  'PATCH /api/auth/me': 'user who signed in',
  'POST /api/auth/password': 'user who signed in',
  'POST /api/auth/verify': 'user who signed in',
  'POST /api/auth/totp': 'user who signed in',
  'POST /api/auth/totp/confirm': 'user who signed in',
  'DELETE /api/auth/totp': 'user who signed in',
  'GET /api/auth/sessions': 'user',
  'DELETE /api/auth/sessions/{id}': 'user who signed in',
  'GET /api/auth/tokens': 'user',
  'POST /api/auth/tokens': 'user who signed in',
  'DELETE /api/auth/tokens/{id}': 'user who signed in',
  'POST /api/invites': 'admin who signed in',
  'GET /api/users': 'admin',
  'POST /api/users': 'admin who signed in',
  'PATCH /api/users/{id}': 'admin who signed in',
  'DELETE /api/users/{id}': 'admin who signed in',
  'GET /api/audit': 'admin',
  'GET /api/metrics/system': 'user',
  'GET /api/metrics/network': 'user',
  'GET /api/metrics/filesystem': 'user',
  'GET /api/metrics/docker': 'user',
  'GET /api/metrics/docker/{containerId}': 'user',
  'GET /api/metrics/system/history': 'user',
  'GET /api/metrics/network/history': 'user',
  'GET /api/metrics/filesystem/history': 'user',
  'GET /api/metrics/docker/history': 'user',
  'GET /api/events': 'user',
  'GET /api/server': 'user',
  'GET /api/server/power': 'user',
  'POST /api/server/reboot': 'admin who signed in',
  'POST /api/server/shutdown': 'admin who signed in',
  'DELETE /api/server/power': 'admin who signed in',
  'GET /api/health/live': 'anybody',
  'GET /api/health/ready': 'anybody',
  'GET /api/openapi.json': 'anybody',
  'GET /api/docs': 'anybody',
}

/** The same of what a client may send on a socket. A socket itself takes a token. */
export const events: Record<string, Access> = {
  renew: 'user',
}
