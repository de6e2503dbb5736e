import { useQuery } from '@tanstack/react-query'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { formatPercent } from '../format.ts'
import { messages } from '../messages.ts'
import { widgets } from '../widgets/index.ts'

export function Overview() {
  const { session } = useServices()
  const { data: sample } = useQuery(latestQuery(session, 'system'))
  return (
    // The tab tells the CPU, for a look from elsewhere.
    <Page title={messages.pages.overview} tabTitle={sample && formatPercent(sample.cpu_usage)} isTitleHidden>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[repeat(3,minmax(0,1fr))]">
        {widgets.map(({ Widget, ...props }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
          <Widget key={index} {...props} />
        ))}
      </div>
    </Page>
  )
}
