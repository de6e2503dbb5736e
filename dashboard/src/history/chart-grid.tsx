import { useQuery } from '@tanstack/react-query'
import { eventsQuery } from '../api/history.ts'
import { useServices } from '../app-context.ts'
import { ChartCard } from './chart-card.tsx'
import type { HistoryChart } from './charts.ts'
import type { HistoryView } from './use-history-view.ts'

const noEvents: never[] = []

/** Charts over one axis, two beside each other where there is room. `chosen`: of several of a thing only this one. */
export function ChartGrid({
  charts,
  chosen = null,
  view,
  span,
  axis,
}: HistoryView & { charts: readonly HistoryChart[]; chosen?: string | null }) {
  const { session } = useServices()
  const { data: happened } = useQuery(eventsQuery(session, span))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[repeat(2,minmax(0,1fr))]">
      {charts.map((chart) => (
        <ChartCard
          key={chart.title}
          chart={chart}
          chosen={chosen}
          span={span}
          axis={axis}
          isCompared={view.isCompared}
          events={happened?.items ?? noEvents}
          atMs={view.atMs}
        />
      ))}
    </div>
  )
}
