import type { Problem } from '@home-zenith/contract'

/** Every error that a client can meet: its stable code, its status, its title. */
const catalogue = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  too_many_points: { status: 400, title: 'Too many points' },
  unauthorized: { status: 401, title: 'Sign in first' },
  invalid_credentials: { status: 401, title: 'Wrong user name or password' },
  refresh_invalid: { status: 401, title: 'The refresh token is not valid' },
  refresh_reused: { status: 401, title: 'The refresh token was used before' },
  totp_required: { status: 401, title: 'The code of the authenticator is needed' },
  totp_invalid: { status: 401, title: 'The code is wrong' },
  verification_failed: { status: 401, title: 'Not verified' },
  forbidden: { status: 403, title: 'Not allowed' },
  setup_code_required: { status: 403, title: 'The setup code is needed' },
  registration_closed: { status: 403, title: 'Registration is closed' },
  verification_required: { status: 403, title: 'A fresh verification is needed' },
  not_found: { status: 404, title: 'Not found' },
  container_not_found: { status: 404, title: 'No such container' },
  method_not_allowed: { status: 405, title: 'Wrong method' },
  username_taken: { status: 409, title: 'The user name is taken' },
  email_taken: { status: 409, title: 'The e-mail address is taken' },
  last_admin: { status: 409, title: 'The last admin' },
  power_pending: { status: 409, title: 'Another action is pending' },
  totp_already_enabled: { status: 409, title: 'An authenticator is in use already' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Internal error' },
  power_unavailable: { status: 501, title: 'Not possible here' },
  not_yet_sampled: { status: 503, title: 'No sample yet' },
  database_unavailable: { status: 503, title: 'The database cannot be used' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof catalogue

/** The one error that a request may end with; `detail` says to a person what is wrong and what to do. */
export class ProblemError extends Error {
  override name = 'ProblemError'

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extra: { errors?: Problem['errors']; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause: extra.cause })
  }

  get status(): number {
    return catalogue[this.code].status
  }

  /** The body of the answer, RFC 9457. */
  toProblem(): Problem {
    const { status, title } = catalogue[this.code]
    const problem: Problem = { type: 'about:blank', title, status, detail: this.detail, code: this.code }
    return this.extra.errors ? { ...problem, errors: this.extra.errors } : problem
  }
}

/** 400 `invalid_request`: what of a query does not fit, and why. */
export function invalidQuery(path: string, message: string): ProblemError {
  return new ProblemError('invalid_request', `The query does not fit. ${path}: ${message}`, {
    errors: [{ path, message }],
  })
}
