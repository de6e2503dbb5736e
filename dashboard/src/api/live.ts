import type { ClientEvents, PowerEvent } from '@home-zenith/contract'
import type { QueryClient } from '@tanstack/react-query'
import { io, type Socket } from 'socket.io-client'
import { forgetPower, putPower } from './power.ts'
import { coursesKey, putSample, recentKey } from './queries.ts'
import type { Session } from './session.ts'

/** `resting`: nobody looks, so nothing is asked for. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'resting' }
  | { state: 'lost'; sinceMs: number }

export interface Live {
  get(): Connection
  subscribe(listener: () => void): () => void
  start(): void
  stop(): void
}

const retryMs = 3000
// A look at another tab is no absence.
const restAfterMs = 60_000
// The machine is sampled every 5 s. What is silent for longer is dead, though a socket after a sleep takes a minute to know.
const silenceMs = 20_000

/** Puts each pushed sample into the cache that REST fills, and keeps the socket open with good tokens. */
export function createLive(session: Session, cache: QueryClient): Live {
  let connection: Connection = { state: 'connecting' }
  let retry: ReturnType<typeof setTimeout> | undefined
  let wasRefused = false
  let hasMissed = false
  let heardMs = 0
  let resting: ReturnType<typeof setTimeout> | undefined
  let watching: ReturnType<typeof setInterval> | undefined
  const listeners = new Set<() => void>()
  const socket: Socket<Record<string, (payload: unknown) => void>, ClientEvents> = io({
    autoConnect: false,
    auth: (give) => give({ token: session.token() }),
  })

  function set(next: Connection): void {
    connection = next
    for (const listener of listeners) listener()
  }
  function lose(): void {
    hasMissed = true
    if (connection.state !== 'lost') set({ state: 'lost', sinceMs: Date.now() })
  }
  // The server closed the door: only a new token opens it again. While it cannot be asked, ask later.
  async function comeBack(needsToken: boolean): Promise<void> {
    clearTimeout(retry)
    try {
      if ((!needsToken || (await session.refresh())) && connection.state !== 'resting') socket.connect()
    } catch {
      retry = setTimeout(() => void comeBack(needsToken), retryMs)
    }
  }

  function attend(): void {
    clearTimeout(resting)
    if (document.hidden) resting = setTimeout(rest, restAfterMs)
    else if (connection.state === 'resting') {
      set({ state: 'connecting' })
      socket.connect()
    } else listen()
  }
  function rest(): void {
    hasMissed = true
    clearTimeout(retry)
    set({ state: 'resting' })
    socket.disconnect()
  }
  function listen(): void {
    if (!socket.connected || Date.now() - heardMs < silenceMs) return
    lose()
    socket.disconnect().connect()
  }

  socket.on('connect', () => {
    heardMs = Date.now()
    wasRefused = false
    // What was missed meanwhile is asked for; the latest comes by itself.
    if (hasMissed) {
      hasMissed = false
      void cache.invalidateQueries({ queryKey: [coursesKey] })
      void cache.invalidateQueries({ queryKey: [recentKey] })
      forgetPower(cache, session)
    }
    set({ state: 'live' })
  })
  // A sample's event has the name of its family; `session_expired` brings nothing.
  socket.onAny((name: string, payload?: unknown) => {
    heardMs = Date.now()
    if (name === 'power') putPower(cache, session, payload as PowerEvent)
    else if (payload) putSample(cache, name, payload as { timestamp: string })
  })
  socket.on('disconnect', (reason) => {
    if (session.get().phase !== 'signed_in' || connection.state === 'resting') return
    lose()
    if (reason === 'io server disconnect') void comeBack(true)
  })
  socket.on('connect_error', (error) => {
    if (connection.state === 'resting') return
    lose()
    // Active: the network failed, and the client tries again by itself.
    if (socket.active) return
    const isRefused = (error as { data?: { code?: string } }).data?.code === 'unauthorized'
    // A fresh token refused as well will not be taken at once: no storm of renewals.
    if (isRefused && !wasRefused) void comeBack(true)
    else retry = setTimeout(() => void comeBack(isRefused), retryMs)
    wasRefused = isRefused
  })
  session.onToken((token) => {
    // A refusal needs no answer here: `session_expired` follows it.
    if (socket.connected) socket.emit('renew', { token }, () => undefined)
  })

  return {
    get: () => connection,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      set({ state: 'connecting' })
      socket.connect()
      document.addEventListener('visibilitychange', attend)
      watching = setInterval(() => document.hidden || listen(), 5000)
      attend()
    },
    stop() {
      document.removeEventListener('visibilitychange', attend)
      clearInterval(watching)
      clearTimeout(resting)
      clearTimeout(retry)
      socket.disconnect()
    },
  }
}
