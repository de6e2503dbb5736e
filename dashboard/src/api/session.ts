import type { AuthState, Login, Register, Tokens, User } from '@home-zenith/contract'
import { ApiError, errorOf, networkError } from './problem.ts'

/** Where the page stands with the server. */
export type SessionState =
  | { phase: 'loading' }
  | { phase: 'unreachable' }
  | { phase: 'setup'; codeRequired: boolean }
  | { phase: 'signed_out'; hasEnded: boolean }
  | { phase: 'signed_in'; user: User }

export interface Session {
  get(): SessionState
  subscribe(listener: () => void): () => void
  /** Asks the server where things stand. */
  start(): Promise<void>
  register(account: Omit<Register, 'session'>): Promise<void>
  signIn(credentials: Omit<Login, 'session'>): Promise<void>
  signOut(): Promise<void>
  /** Asks the API as this user; a token that has ended is renewed once. @throws {ApiError} */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  /** The same, of an answer that is a file. @throws {ApiError} */
  download(path: string): Promise<Blob>
  /** Asks now what a page will `call` for once its code is there: the first such call gets this answer. */
  askAhead(path: string): void
  /** The server's time in milliseconds since the epoch, to the second: this device's clock may differ. */
  nowMs(): number
  /** The access token; kept in memory only. */
  token(): string
  /** New tokens by the cookie, however many ask at once. Whether the user is still signed in. @throws {ApiError} network */
  refresh(): Promise<boolean>
  /** Hears of each new access token. */
  onToken(listener: (token: string) => void): void
  setUser(user: User): void
  /**
   * Shows preferences at once, and keeps them with the account beside what else it has there; `undefined` forgets one.
   * @throws {ApiError}
   */
  prefer(changes: Record<string, unknown>): Promise<void>
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>

const lockName = 'zenith-refresh'
const lockWaitMs = 10_000

/**
 * Does it while no other tab does: all have one cookie, and whoever is second has a spent one. A tab that hangs is not
 * waited for: the server forgives a second use within seconds.
 */
async function doAlone<Result>(work: () => Promise<Result>): Promise<Result> {
  // Not on plain HTTP by another name than localhost, which a proxy may offer.
  const locks = globalThis.navigator?.locks as LockManager | undefined
  if (!locks) return work()
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), lockWaitMs)
  let hasBegun = false
  try {
    return await locks.request(lockName, { signal: waiting.signal }, () => {
      hasBegun = true
      clearTimeout(timer)
      return work()
    })
  } catch (error) {
    if (hasBegun) throw error
    return work()
  } finally {
    clearTimeout(timer)
  }
}

// Renewed when this part of its life is over, so that a slow network does not let it end.
const renewAfter = 0.7
// The header has whole seconds, and takes its time: less is no difference of clocks.
const toleratedMs = 2000

export function createSession(send: Fetch = (path, init) => fetch(path, init)): Session {
  let state: SessionState = { phase: 'loading' }
  let token = ''
  let refreshing: Promise<boolean> | undefined
  let renewal: ReturnType<typeof setTimeout> | undefined
  let aheadMs = 0
  let saving: Promise<unknown> = Promise.resolve()
  const ahead = new Map<string, Promise<Response>>()
  const listeners = new Set<() => void>()
  const tokenListeners = new Set<(token: string) => void>()

  function set(next: SessionState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function ask(method: string, path: string, body?: unknown, bearer?: string): Promise<Response> {
    const headers: Record<string, string> = {}
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (bearer) headers.Authorization = `Bearer ${bearer}`
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await send(path, { method, headers, ...text }).catch(() => {
      throw networkError()
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) aheadMs = Math.abs(date - Date.now()) < toleratedMs ? 0 : date - Date.now()
    return response
  }

  async function askAsUser(method: string, path: string, body?: unknown): Promise<Response> {
    let response = await ask(method, path, body, token)
    if (response.status === 401) {
      // Another 401 is about what was sent, such as a password: to send it again is to guess it twice.
      const error = await errorOf(response)
      if (error.code !== 'unauthorized' || !(await session.refresh())) throw error
      response = await ask(method, path, body, token)
    }
    if (!response.ok) {
      const error = await errorOf(response)
      // Somebody has taken the role away since.
      if (error.code === 'forbidden') await learnUser().catch(() => undefined)
      throw error
    }
    return response
  }

  async function learnUser(): Promise<void> {
    const response = await ask('GET', '/api/auth/me', undefined, token)
    if (response.ok) session.setUser((await response.json()) as User)
  }

  async function take(response: Response): Promise<void> {
    if (!response.ok) throw await errorOf(response)
    const tokens = (await response.json()) as Tokens
    token = tokens.access_token
    // By the answer's duration, not by its moment: this device's clock may differ.
    clearTimeout(renewal)
    renewal = setTimeout(() => void session.refresh().catch(() => undefined), tokens.expires_in * 1000 * renewAfter)
    set({ phase: 'signed_in', user: tokens.user })
    for (const listener of tokenListeners) listener(token)
  }

  function leave(hasEnded: boolean): void {
    token = ''
    ahead.clear()
    clearTimeout(renewal)
    set({ phase: 'signed_out', hasEnded })
  }

  async function refreshOnce(): Promise<boolean> {
    try {
      await take(await ask('POST', '/api/auth/refresh'))
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        leave(state.phase === 'signed_in')
        return false
      }
      throw error
    }
  }

  const session: Session = {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async start() {
      try {
        const response = await ask('GET', '/api/auth/state')
        if (!response.ok) throw await errorOf(response)
        const { setup_required, setup_code_required, signed_in } = (await response.json()) as AuthState
        if (setup_required) set({ phase: 'setup', codeRequired: setup_code_required })
        else if (signed_in) await session.refresh()
        else leave(false)
      } catch {
        set({ phase: 'unreachable' })
      }
    },
    register: async (account) => take(await ask('POST', '/api/auth/register', { ...account, session: 'cookie' })),
    signIn: async (credentials) => take(await ask('POST', '/api/auth/login', { ...credentials, session: 'cookie' })),
    async signOut() {
      const response = await ask('POST', '/api/auth/logout')
      // The cookie is still good: who leaves this screen now must be told.
      if (!response.ok) throw await errorOf(response)
      leave(false)
    },
    async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const asked = method === 'GET' ? ahead.get(path) : undefined
      ahead.delete(path)
      const response = await (asked ?? askAsUser(method, path, body))
      return (response.status === 204 ? undefined : await response.json()) as Answer
    },
    askAhead(path) {
      const answer = askAsUser('GET', path)
      // Told to whoever takes it.
      answer.catch(() => undefined)
      ahead.set(path, answer)
    },
    download: async (path) => (await askAsUser('GET', path)).blob(),
    nowMs: () => Date.now() + aheadMs,
    token: () => token,
    refresh() {
      refreshing ??= doAlone(refreshOnce).finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
    onToken: (listener) => void tokenListeners.add(listener),
    setUser(user) {
      if (state.phase === 'signed_in') set({ phase: 'signed_in', user })
    },
    prefer(changes) {
      if (state.phase === 'signed_in') {
        const { user } = state
        session.setUser({ ...user, preferences: { ...user.preferences, ...changes } })
      }
      // One after another, and onto what is kept now: another tab may have changed something else.
      const saved = saving.then(async () => {
        const { preferences } = await session.call<User>('GET', '/api/auth/me')
        await session.call('PATCH', '/api/auth/me', { preferences: { ...preferences, ...changes } })
      })
      saving = saved.catch(() => undefined)
      return saved
    },
  }
  return session
}
