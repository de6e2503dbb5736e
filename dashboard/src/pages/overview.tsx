import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { latestQuery, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { AccountMenu } from '../components/account-menu.tsx'
import { ConnectionBadge } from '../components/connection-badge.tsx'
import { Logo } from '../components/logo.tsx'
import { formatPercent } from '../format.ts'
import { messages } from '../messages.ts'
import { widgets } from '../widgets/index.ts'

export function Overview() {
  const { session } = useServices()
  const { data: server } = useQuery(serverQuery(session))
  useTitle(server?.hostname)
  return (
    <div className="mx-auto max-w-[110rem] p-4 sm:p-6">
      <header className="mb-5 flex items-center gap-3">
        <Logo className="size-9 shrink-0" />
        <div className="min-w-0 grow">
          <h1 className="truncate text-lg leading-tight font-bold">{server?.hostname ?? messages.product}</h1>
          <p className="text-muted truncate text-sm">
            {[server?.os, server?.kernel, server?.architecture].filter(Boolean).join(' · ')}
          </p>
        </div>
        <ConnectionBadge />
        <AccountMenu />
      </header>
      <main className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[repeat(3,minmax(0,1fr))]">
        {widgets.map(({ Widget, ...props }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
          <Widget key={index} {...props} />
        ))}
      </main>
    </div>
  )
}

/** The tab tells the CPU, for a look from elsewhere. */
function useTitle(hostname: string | undefined): void {
  const { session } = useServices()
  const { data: sample } = useQuery(latestQuery(session, 'system'))
  useEffect(() => {
    document.title = [sample ? formatPercent(sample.cpu_usage) : '', hostname ?? messages.product]
      .filter(Boolean)
      .join(' · ')
    return () => {
      document.title = messages.product
    }
  }, [sample, hostname])
}
