import { useQuery } from '@tanstack/react-query'
import { latestQuery } from '../api/queries.ts'
import { useConnection, useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { formatPercent } from '../format.ts'
import { messages } from '../messages.ts'
import { WidgetGrid } from '../widgets/widget-grid.tsx'

export function Overview() {
  const { session } = useServices()
  const { data: sample } = useQuery(latestQuery(session, 'system'))
  const isResting = useConnection().state === 'resting'
  return (
    // The tab tells the CPU, for a look from elsewhere, as long as it is of now.
    <Page
      title={messages.pages.overview}
      tabTitle={sample && !isResting ? formatPercent(sample.cpu_usage) : undefined}
      isTitleHidden
    >
      <WidgetGrid />
    </Page>
  )
}
