import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { Link, Route, type RouteComponentProps, Switch, useLocation } from 'wouter'
import { serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { learnServerZone } from '../formats.ts'
import { messages } from '../messages.ts'
import { NotFound } from '../pages/not-found.tsx'
import { PowerNotice } from '../power/power-notice.tsx'
import { type PageRoute, routeOf, routes } from '../routes.ts'
import { AccountMenu } from './account-menu.tsx'
import { ConnectionBadge } from './connection-badge.tsx'
import { Logo } from './logo.tsx'
import { PageBoundary } from './page-boundary.tsx'

/** What stands around every page: the navigation (below on a phone, at the side elsewhere), the machine, the account. */
export function Frame() {
  const [path] = useLocation()
  return (
    <div className="frame">
      <a href="#content" className="button fixed top-2 left-2 z-30 -translate-y-20 focus:translate-y-0">
        {messages.skipToContent}
      </a>
      <Navigation path={path} />
      <div className="min-w-0">
        <div className="mx-auto max-w-[130rem] p-4 sm:p-6">
          <Header />
          <PowerNotice />
          <main id="content" tabIndex={-1} className="outline-none">
            {/* A page that failed is tried anew when it is come back to. */}
            <PageBoundary key={path}>
              <Suspense fallback={<p className="sr-only">{messages.loading}</p>}>
                <Switch>
                  {routes.map((route) => (
                    <Route key={route.pattern} path={route.pattern}>
                      {(params) => <Shown route={route} params={params} />}
                    </Route>
                  ))}
                  <Route component={NotFound} />
                </Switch>
              </Suspense>
            </PageBoundary>
          </main>
        </div>
      </div>
    </div>
  )
}

/** What was there at first stays. Only what is missing is waited for: after a fallback, however short, React waits 300 ms. */
function Shown({ route, params }: { route: PageRoute } & RouteComponentProps) {
  const [Page] = useState(() => route.component())
  return <Page params={params} />
}

function Navigation({ path }: { path: string }) {
  const current = routeOf(path)
  return (
    <nav aria-label={messages.navigation} className="frame-navigation">
      <Logo className="mx-auto mb-4 hidden size-9 md:block" />
      <ul>
        {routes.map((route) => (
          <li key={route.path}>
            <Link
              href={route.path}
              aria-current={route === current ? 'page' : undefined}
              onPointerEnter={route.preload}
              onFocus={route.preload}
            >
              <route.icon className="size-5 shrink-0" aria-hidden />
              {route.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Header() {
  const { session } = useServices()
  const { data: server } = useQuery(serverQuery(session))
  useEffect(() => {
    if (server) learnServerZone(server.time_zone)
  }, [server])
  return (
    <header className="mb-5 flex items-center gap-3">
      <div className="min-w-0 grow">
        <p className="truncate text-lg leading-tight font-bold">{server?.hostname ?? messages.product}</p>
        <p className="text-muted truncate text-sm">
          {[server?.os, server?.kernel, server?.architecture].filter(Boolean).join(' · ')}
        </p>
      </div>
      <ConnectionBadge />
      <AccountMenu />
    </header>
  )
}
