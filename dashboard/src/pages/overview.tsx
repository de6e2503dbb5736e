import { useQuery } from '@tanstack/react-query'
import { latestQuery } from '../api/queries.ts'
import { useConnection, useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { formatPercentTick } from '../format.ts'
import { messages } from '../messages.ts'
import { WidgetGrid } from '../widgets/widget-grid.tsx'

export function Overview() {
  const { session } = useServices()
  const { data: sample } = useQuery(latestQuery(session, 'system'))
  const isResting = useConnection().state === 'resting'
  const cpu = sample?.cpu_usage ?? null
  return (
    // The tab tells the CPU, for a look from elsewhere, as long as it is of now. Whole: to change a title is dear.
    <Page
      title={messages.pages.overview}
      tabTitle={cpu !== null && !isResting ? formatPercentTick(Math.round(cpu)) : undefined}
      isTitleHidden
    >
      <WidgetGrid />
    </Page>
  )
}
