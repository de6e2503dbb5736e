import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react'
import type { Connection, Live } from './api/live.ts'
import type { Collected } from './api/points.ts'
import type { Session, SessionState } from './api/session.ts'
import type { Clock } from './clock.ts'
import { type Formats, getFormats, subscribeFormats } from './formats.ts'

export interface AppServices {
  session: Session
  live: Live
  clock: Clock
  /** What widgets collect of what has no history, by its name. */
  collected: Map<string, Collected>
}

export const AppContext = createContext<AppServices | null>(null)

export function useServices(): AppServices {
  const services = useContext(AppContext)
  if (!services) throw new Error('AppContext is missing')
  return services
}

export function useSession(): SessionState {
  const { session } = useServices()
  return useSyncExternalStore(session.subscribe, session.get)
}

export function useConnection(): Connection {
  const { live } = useServices()
  return useSyncExternalStore(live.subscribe, live.get)
}

/** The units and the time zone: whoever is kept from rendering by `memo` asks for them. */
export function useFormats(): Formats {
  return useSyncExternalStore(subscribeFormats, getFormats)
}

/** What is read off the clock, which is looked at once a second: whoever reads the same as before is not rendered. */
export function useClock<Reading extends string | number | boolean>(read: (nowMs: number) => Reading): Reading {
  const { clock } = useServices()
  // The same function at each rendering: for another one React has something to do afterwards.
  const latest = useRef(read)
  latest.current = read
  const snapshot = useCallback(() => latest.current(clock.nowMs()), [clock])
  return useSyncExternalStore(clock.subscribe, snapshot)
}

const justNow = (nowMs: number) => nowMs

/** The time, once a second. */
export function useNow(): number {
  return useClock(justNow)
}
