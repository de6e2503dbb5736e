import { notifyManager, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { createLive } from './api/live.ts'
import { createCache, latestQuery, recentQuery, serverQuery } from './api/queries.ts'
import type { Session } from './api/session.ts'
import { App } from './app.tsx'
import { AppContext } from './app-context.ts'
import { createClock } from './clock.ts'
import { preferFormats } from './formats.ts'
import { keepFocus } from './keep-focus.ts'
import { routeOf } from './routes.ts'
import { systemTrace } from './widgets/system-trace.ts'

// To draw the frame and then its values takes longer than to draw both in one go; but no longer than this is waited for them.
const dataWaitMs = 500

/**
 * Shows the page, with its first values where they come soon.
 * @param started done when it is known where the session stands
 */
export async function showApp(session: Session, started: Promise<void>): Promise<void> {
  // A sample is drawn by the task that brought it, not by one of its own.
  notifyManager.setBatchNotifyFunction(flushSync)
  const cache = createCache()
  const live = createLive(session, cache)
  const clock = createClock()
  const collected = new Map()
  const follow = () => {
    const state = session.get()
    // Who signs out leaves nothing behind for the next one at this screen; who signs in sees their own units at once.
    if (state.phase === 'signed_out') {
      cache.clear()
      collected.clear()
    }
    if (state.phase === 'signed_in') preferFormats(state.user.preferences)
  }
  session.subscribe(follow)
  follow()

  const route = routeOf(location.pathname)
  const firstData = async () => {
    await started
    if (route?.path !== '/' || session.get().phase !== 'signed_in') return
    await Promise.all([
      cache.prefetchQuery(latestQuery(session, 'system')),
      cache.prefetchQuery(recentQuery(session, systemTrace)),
      cache.prefetchQuery(serverQuery(session)),
    ])
  }
  const patience = new Promise((resolve) => setTimeout(resolve, dataWaitMs))
  await Promise.all([route?.preload(), Promise.race([firstData(), patience])])

  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root')
  keepFocus(root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <AppContext value={{ session, live, clock, collected }}>
          <App />
        </AppContext>
      </QueryClientProvider>
    </StrictMode>,
  )
}
