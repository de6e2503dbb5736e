import type { SystemSample } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { latestQuery } from '../api/queries.ts'
import { useConnection, useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { formatPercentTick } from '../format.ts'
import { messages } from '../messages.ts'
import { WidgetGrid } from '../widgets/widget-grid.tsx'

// Whole: to change a title is dear.
const wholePercent = ({ cpu_usage }: SystemSample) => (cpu_usage === null ? null : Math.round(cpu_usage))

export function Overview() {
  const { session } = useServices()
  const { data: cpu = null } = useQuery({ ...latestQuery(session, 'system'), select: wholePercent })
  const isResting = useConnection().state === 'resting'
  return (
    // The tab tells the CPU, for a look from elsewhere, as long as it is of now.
    <Page
      title={messages.pages.overview}
      tabTitle={cpu !== null && !isResting ? formatPercentTick(cpu) : undefined}
      isTitleHidden
    >
      <WidgetGrid />
    </Page>
  )
}
