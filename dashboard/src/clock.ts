const tickMs = 1000

/** The time as all that shows it reads it: one timer, once a second, and none while nobody reads or looks. */
export interface Clock {
  nowMs(): number
  subscribe(listener: () => void): () => void
}

export function createClock(): Clock {
  let nowMs = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const listeners = new Set<() => void>()
  const tick = () => {
    if (document.hidden) return
    nowMs = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    nowMs: () => nowMs,
    subscribe(listener) {
      if (listeners.size === 0) {
        timer = setInterval(tick, tickMs)
        document.addEventListener('visibilitychange', tick)
        nowMs = Date.now()
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        document.removeEventListener('visibilitychange', tick)
      }
    },
  }
}
