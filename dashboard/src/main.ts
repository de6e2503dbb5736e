import { latestPath, recentPath, serverPath } from './api/paths.ts'
import { createSession } from './api/session.ts'
import { keepOfflinePage } from './keep-offline-page.ts'
import { systemTrace } from './widgets/system-trace.ts'
import './styles.css'

// Little stands here, so that the server is asked while the rest of the code still comes.
const session = createSession()
const isOverview = location.pathname === '/'
const started = session.start().then(() => {
  if (isOverview && session.get().phase === 'signed_in')
    for (const path of [latestPath('system'), recentPath(systemTrace), serverPath]) session.askAhead(path)
})
const app = import('./show-app.tsx')
if (isOverview) void import('./pages/overview.tsx').catch(() => undefined)
if (import.meta.env.PROD) keepOfflinePage()

await (await app).showApp(session, started)
