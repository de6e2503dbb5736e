import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { Connection, Live } from './api/live.ts'
import type { TracePoint } from './api/points.ts'
import type { Session, SessionState } from './api/session.ts'
import { type Formats, getFormats, subscribeFormats } from './formats.ts'

export interface AppServices {
  session: Session
  live: Live
  /** What widgets collect of what has no history, by its name. */
  collected: Map<string, readonly TracePoint[]>
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

/** The time, once a second or as often as is said; it rests while nobody looks. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = () => document.hidden || setNow(Date.now())
    const timer = setInterval(tick, everyMs)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [everyMs])
  return now
}
