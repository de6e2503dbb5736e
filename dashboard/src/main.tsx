import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createLive } from './api/live.ts'
import { createCache } from './api/queries.ts'
import { createSession } from './api/session.ts'
import { App } from './app.tsx'
import { AppContext } from './app-context.ts'
import { preferFormats } from './formats.ts'
import { keepOfflinePage } from './keep-offline-page.ts'
import { routeOf } from './routes.ts'
import './styles.css'

const cache = createCache()
const session = createSession()
const live = createLive(session, cache)
// Who signs out leaves nothing behind for the next one at this screen; who signs in sees their own units at once.
session.subscribe(() => {
  const state = session.get()
  if (state.phase === 'signed_out') cache.clear()
  if (state.phase === 'signed_in') preferFormats(state.user.preferences)
})

if (import.meta.env.PROD) keepOfflinePage()

// The page's code comes while the server is asked who this is.
void session.start()
await routeOf(location.pathname)?.preload()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <AppContext value={{ session, live }}>
        <App />
      </AppContext>
    </QueryClientProvider>
  </StrictMode>,
)
