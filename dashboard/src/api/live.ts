import type { ClientEvents, PowerEvent } from '@home-zenith/contract'
import type { QueryClient } from '@tanstack/react-query'
import { io, type Socket } from 'socket.io-client'
import { forgetPower, putPower } from './power.ts'
import { putSample, recentKey } from './queries.ts'
import type { Session } from './session.ts'

export type Connection = { state: 'connecting' } | { state: 'live' } | { state: 'lost'; sinceMs: number }

export interface Live {
  get(): Connection
  subscribe(listener: () => void): () => void
  start(): void
  stop(): void
}

const retryMs = 3000

/** Puts each pushed sample into the cache that REST fills, and keeps the socket open with good tokens. */
export function createLive(session: Session, cache: QueryClient): Live {
  let connection: Connection = { state: 'connecting' }
  let retry: ReturnType<typeof setTimeout> | undefined
  let wasRefused = false
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
    if (connection.state !== 'lost') set({ state: 'lost', sinceMs: Date.now() })
  }
  // The server closed the door: only a new token opens it again. While it cannot be asked, ask later.
  async function comeBack(needsToken: boolean): Promise<void> {
    clearTimeout(retry)
    try {
      if (!needsToken || (await session.refresh())) socket.connect()
    } catch {
      retry = setTimeout(() => void comeBack(needsToken), retryMs)
    }
  }

  socket.on('connect', () => {
    wasRefused = false
    // What was missed meanwhile is asked for; the latest comes by itself.
    if (connection.state === 'lost') {
      void cache.invalidateQueries({ queryKey: [recentKey] })
      forgetPower(cache, session)
    }
    set({ state: 'live' })
  })
  // A sample's event has the name of its family; `session_expired` brings nothing.
  socket.onAny((name: string, payload?: unknown) => {
    if (name === 'power') putPower(cache, session, payload as PowerEvent)
    else if (payload) putSample(cache, name, payload as { timestamp: string })
  })
  socket.on('disconnect', (reason) => {
    if (session.get().phase !== 'signed_in') return
    lose()
    if (reason === 'io server disconnect') void comeBack(true)
  })
  socket.on('connect_error', (error) => {
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
    },
    stop() {
      clearTimeout(retry)
      socket.disconnect()
    },
  }
}
