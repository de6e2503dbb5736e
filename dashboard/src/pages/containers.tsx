import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type RouteComponentProps, useSearch } from 'wouter'
import { historyQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { ContainerTable } from '../containers/container-table.tsx'
import { isFound, type Order, rowsOf, sortRows } from '../containers/rows.ts'
import { formatSpan } from '../format.ts'
import { ChartGrid } from '../history/chart-grid.tsx'
import { containersCharts } from '../history/charts.ts'
import { Toolbar } from '../history/toolbar.tsx'
import { useHistoryView } from '../history/use-history-view.ts'
import { containers as texts } from '../messages/containers.ts'
import { messages } from '../messages.ts'
import { Container } from './container.tsx'

// As many as a sparkline has room for.
const coursePoints = 60
const noContainers: never[] = []

/** The list, or the page of one. */
export function Containers({ params: { name } }: RouteComponentProps) {
  return name ? <Container name={name} /> : <ContainerList />
}

/** All containers: how they are, and who used the CPU in a range, which the charts choose. */
function ContainerList() {
  const { session } = useServices()
  const { view, span, axis } = useHistoryView()
  const search = useSearch()
  const { data: sample, error } = useQuery(latestQuery(session, 'docker'))
  const { data: answer } = useQuery(
    historyQuery(session, {
      family: 'docker',
      fields: ['cpu_usage'],
      series: { parameter: 'container', value: '*' },
      span,
      points: coursePoints,
    }),
  )
  const [wanted, setWanted] = useState('')
  const [order, setOrder] = useState<Order>({ key: 'cpuAverage', isDescending: true })
  const containers = sample?.containers ?? noContainers
  const all = useMemo(() => rowsOf(containers, answer), [containers, answer])
  const rows = useMemo(
    () =>
      sortRows(
        all.filter((row) => isFound(row, wanted)),
        order,
      ),
    [all, wanted, order],
  )
  const running = containers.filter(({ status }) => status === 'running').length
  const trouble = sample?.reason ? messages.docker.reasons[sample.reason] : (error?.message ?? null)

  return (
    <Page title={messages.pages.containers} tools={<Toolbar view={view} span={span} axis={axis} />}>
      {trouble && (
        <p role="status" className="card text-muted mb-4">
          {trouble}
        </p>
      )}
      <ChartGrid charts={containersCharts} view={view} span={span} axis={axis} />
      <section className="card mt-4" aria-label={messages.pages.containers} aria-busy={!sample || !answer}>
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <div>
            {sample?.available && (
              <h2 className="font-semibold">{messages.docker.running(running, containers.length)}</h2>
            )}
            <p className="text-muted text-sm">
              {texts.used} {formatSpan(span.fromMs, span.toMs)}
            </p>
          </div>
          <input
            type="search"
            className="field max-w-72"
            aria-label={texts.search}
            placeholder={`${texts.search}: ${texts.searchHint}`}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
        {rows.length > 0 ? (
          <ContainerTable
            rows={rows}
            order={order}
            onOrder={setOrder}
            nowMs={session.nowMs()}
            search={search && `?${search}`}
          />
        ) : (
          <p className="text-muted py-6 text-center">
            {all.length > 0 ? texts.noneFound : sample ? messages.docker.none : messages.waiting}
          </p>
        )}
      </section>
    </Page>
  )
}
