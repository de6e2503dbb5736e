import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from './problem.ts'
import { createSession, type Session } from './session.ts'

const user = {
  id: '1',
  username: 'ann',
  email: 'a@b.example',
  role: 'admin',
  totp_enabled: false,
  created_at: '',
  preferences: {},
}
let session: Session
let requests: { path: string; init: RequestInit }[]
let answers: Record<string, () => Response | Promise<Response>>
let issued: number

const json = (body: unknown, status = 200) => Response.json(body, { status })
const problem = (status: number, code: string, errors?: object[]) =>
  new Response(JSON.stringify({ code, status, title: 't', type: 'about:blank', detail: `detail of ${code}`, errors }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
const tokens = () => {
  issued += 1
  return json({ access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 900, user })
}
const asked = (path: string) => requests.filter((request) => request.path === path)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  requests = []
  issued = 0
  answers = { '/api/auth/login': tokens, '/api/auth/refresh': tokens }
  session = createSession(async (path, init) => {
    requests.push({ path, init })
    const answer = answers[path]
    if (!answer) throw new TypeError('Failed to fetch')
    return answer()
  })
})
afterEach(() => void vi.useRealTimers())

describe('starting', () => {
  test.each([
    [
      { setup_required: true, setup_code_required: true, signed_in: false },
      { phase: 'setup', codeRequired: true },
    ],
    [
      { setup_required: false, setup_code_required: false, signed_in: false },
      { phase: 'signed_out', hasEnded: false },
    ],
    [
      { setup_required: false, setup_code_required: false, signed_in: true },
      { phase: 'signed_in', user },
    ],
  ])('with %o', async (state, phase) => {
    answers['/api/auth/state'] = () => json(state)
    await session.start()
    expect(session.get()).toEqual(phase)
  })

  test('without a server, or with something else in its place, it is unreachable', async () => {
    await session.start()
    expect(session.get()).toEqual({ phase: 'unreachable' })
    answers['/api/auth/state'] = () => new Response('<html>', { status: 502 })
    await session.start()
    expect(session.get()).toEqual({ phase: 'unreachable' })
  })
})

test('preferences are shown at once, and kept beside those of others', async () => {
  await session.signIn({ username: 'ann', password: 'p' })
  const kept: Record<string, unknown> = { units: 'x', theme: 'dark', layout: 1 }
  answers['/api/auth/me'] = () => {
    const { method, body } = asked('/api/auth/me').at(-1)?.init ?? {}
    if (method === 'PATCH') for (const name of Object.keys(kept)) delete kept[name]
    if (method === 'PATCH') Object.assign(kept, JSON.parse(String(body)).preferences)
    return json({ ...user, preferences: kept })
  }
  const both = Promise.all([session.prefer({ theme: 'light' }), session.prefer({ layout: undefined })])
  expect(session.get()).toMatchObject({ user: { preferences: { theme: 'light', layout: undefined } } })
  await both
  expect(kept).toEqual({ units: 'x', theme: 'light' })
})

describe('a call', () => {
  beforeEach(() => session.signIn({ username: 'ann', password: 'x' }))

  test('keeps the refresh token in a cookie, and sends the access token', async () => {
    answers['/api/x'] = () => json({ a: 1 })
    expect(await session.call('GET', '/api/x')).toEqual({ a: 1 })
    expect(JSON.parse(String(asked('/api/auth/login')[0]?.init.body))).toMatchObject({ session: 'cookie' })
    expect(asked('/api/x')[0]?.init.headers).toEqual({ Authorization: 'Bearer token-1' })
  })

  test('with a token that has ended is done again with a new one; many share one renewal', async () => {
    answers['/api/x'] = () => (issued < 2 ? problem(401, 'unauthorized') : json({ a: 1 }))
    const heard: string[] = []
    session.onToken((token) => heard.push(token))
    expect(await Promise.all([session.call('GET', '/api/x'), session.call('GET', '/api/x')])).toEqual([
      { a: 1 },
      { a: 1 },
    ])
    expect([asked('/api/auth/refresh').length, heard]).toEqual([1, ['token-2']])
  })

  test('that was asked ahead gives that answer, once', async () => {
    let count = 0
    answers['/api/x'] = () => json(++count)
    session.askAhead('/api/x')
    session.askAhead('/api/away')
    expect(await session.call('GET', '/api/x')).toBe(1)
    expect(asked('/api/x')).toHaveLength(1)
    expect(await session.call('GET', '/api/x')).toBe(2)
    // A failure is that of the call.
    await expect(session.call('GET', '/api/away')).rejects.toMatchObject({ code: 'network' })
  })

  test('that was asked ahead for one who signs out is not answered to the next', async () => {
    answers['/api/x'] = () => json('for ann')
    answers['/api/auth/logout'] = () => new Response(null, { status: 204 })
    session.askAhead('/api/x')
    await session.signOut()
    await session.signIn({ username: 'bob', password: 'y' })
    answers['/api/x'] = () => json('for bob')
    expect(await session.call('GET', '/api/x')).toBe('for bob')
  })

  test('when the sign-in has ended leads to the form, which says so', async () => {
    answers['/api/x'] = () => problem(401, 'unauthorized')
    answers['/api/auth/refresh'] = () => problem(401, 'refresh_invalid')
    await expect(session.call('GET', '/api/x')).rejects.toMatchObject({ code: 'unauthorized' })
    expect(session.get()).toEqual({ phase: 'signed_out', hasEnded: true })
  })

  test('with a password that is wrong is not done again: that would be a second guess', async () => {
    answers['/api/x'] = () => problem(401, 'verification_failed')
    await expect(session.call('POST', '/api/x')).rejects.toMatchObject({ code: 'verification_failed' })
    expect([asked('/api/x').length, asked('/api/auth/refresh').length]).toEqual([1, 0])
    expect(session.get()).toEqual({ phase: 'signed_in', user })
  })

  test('that the role does not allow any more leads to what it is now', async () => {
    answers['/api/x'] = () => problem(403, 'forbidden')
    answers['/api/auth/me'] = () => json({ ...user, role: 'viewer' })
    await expect(session.call('GET', '/api/x')).rejects.toMatchObject({ code: 'forbidden' })
    expect(session.get()).toEqual({ phase: 'signed_in', user: { ...user, role: 'viewer' } })
    // What else is refused is not about the role.
    answers['/api/x'] = () => problem(403, 'verification_required')
    await expect(session.call('GET', '/api/x')).rejects.toMatchObject({ code: 'verification_required' })
    expect(asked('/api/auth/me')).toHaveLength(1)
  })

  test('while the server is away fails, but signs nobody out', async () => {
    const error = await session.call('GET', '/api/x').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'network' })
    expect(session.get().phase).toBe('signed_in')
  })

  test('the token is renewed before its end', async () => {
    await vi.advanceTimersByTimeAsync(900_000 * 0.7)
    expect([asked('/api/auth/refresh').length, session.token()]).toEqual([1, 'token-2'])
  })

  test('after signing out there is no token, and no renewal', async () => {
    answers['/api/auth/logout'] = () => new Response(null, { status: 204 })
    await session.signOut()
    await vi.advanceTimersByTimeAsync(900_000)
    expect([session.token(), session.get(), asked('/api/auth/refresh').length]).toEqual([
      '',
      { phase: 'signed_out', hasEnded: false },
      0,
    ])
  })
})

test('a sign-out that the server did not do is no sign-out', async () => {
  await session.signIn({ username: 'ann', password: 'x' })
  answers['/api/auth/logout'] = () => problem(503, 'database_unavailable')
  await expect(session.signOut()).rejects.toMatchObject({ code: 'database_unavailable' })
  expect(session.get().phase).toBe('signed_in')
})

test('a problem tells which fields are wrong', async () => {
  answers['/api/auth/login'] = () => problem(400, 'invalid_request', [{ path: 'username', message: 'too short' }])
  await expect(session.signIn({ username: '', password: '' })).rejects.toMatchObject({
    message: 'detail of invalid_request',
    fields: { username: 'too short' },
  })
})
