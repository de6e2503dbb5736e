import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { eventsQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { formatMoment } from '../format.ts'
import { ChartCard } from '../history/chart-card.tsx'
import { charts } from '../history/charts.ts'
import { EventList } from '../history/event-list.tsx'
import { Toolbar } from '../history/toolbar.tsx'
import { changeView, useHistoryView } from '../history/use-history-view.ts'
import { history } from '../messages/history.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'

const noEvents: never[] = []

/** Everything that is kept, over one axis of time. */
export function History() {
  const { session } = useServices()
  const { view, span, axis } = useHistoryView()
  const { data: happened, error } = useQuery(eventsQuery(session, span))
  const events = happened?.items ?? noEvents
  const { atMs, isCompared, networkInterface } = view
  return (
    <Page title={messages.pages.history} tools={<Toolbar view={view} span={span} axis={axis} />}>
      <div className="text-muted mb-4 flex flex-wrap items-center gap-x-6 gap-y-1 text-xs">
        <details className="grow basis-60">
          <summary>{history.hintTitle}</summary>
          <p className="mt-1 max-w-prose">{history.hint}</p>
        </details>
        {atMs !== null && (
          <p className="flex items-center gap-1">
            {history.marked(formatMoment(atMs))}
            <button
              type="button"
              className="icon-button size-7"
              aria-label={history.unmark}
              title={history.unmark}
              onClick={() => changeView({ atMs: null }, 'amend')}
            >
              <X className="size-4" aria-hidden />
            </button>
          </p>
        )}
      </div>
      <EventList events={happened?.items} error={error} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[repeat(2,minmax(0,1fr))] min-[120rem]:grid-cols-[repeat(3,minmax(0,1fr))]">
        {charts.map((chart, index) => (
          <ChartCard
            key={chart.title}
            chart={chart}
            span={span}
            axis={axis}
            // Ten do not fill rows of three: the first has one of its own.
            className={index === 0 ? 'min-[120rem]:col-span-3' : ''}
            isCompared={isCompared}
            events={events}
            atMs={atMs}
            chosen={chart.parameter === 'interface' ? networkInterface : null}
            {...(chart.parameter === 'interface' ? { tools: <InterfaceChoice chosen={networkInterface} /> } : {})}
          />
        ))}
      </div>
    </Page>
  )
}

function InterfaceChoice({ chosen }: { chosen: string | null }) {
  const { session } = useServices()
  const { data: sample } = useShared(latestQuery(session, 'network'))
  const names = sample?.interfaces.map(({ interface_name }) => interface_name) ?? []
  if (chosen !== null && !names.includes(chosen)) names.push(chosen)
  return (
    <select
      className="border-line bg-surface max-w-40 rounded-lg border px-2 py-1.5 text-sm"
      aria-label={history.interfaceLabel}
      value={chosen ?? ''}
      onChange={(event) => changeView({ networkInterface: event.target.value || null })}
    >
      <option value="">{history.defaultInterface}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
