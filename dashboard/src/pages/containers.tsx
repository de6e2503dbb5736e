import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, type RouteComponentProps, useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { historyQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { ContainerTable } from '../containers/container-table.tsx'
import { formatList, type ListView, parseList } from '../containers/list-view.ts'
import { NoNight } from '../containers/no-night.tsx'
import { pathOfContainer } from '../containers/path-of-container.ts'
import { type ContainerRow, isFound, rowFields, rowsOf, sortRows } from '../containers/rows.ts'
import { formatPercent, formatSpan } from '../format.ts'
import { ChartGrid } from '../history/chart-grid.tsx'
import { containersCharts } from '../history/charts.ts'
import { Toolbar } from '../history/toolbar.tsx'
import { useHistoryView } from '../history/use-history-view.ts'
import { containers as texts } from '../messages/containers.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
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
  const { data: sample, error } = useShared(latestQuery(session, 'docker'))
  const { data: answer, isPlaceholderData } = useQuery(
    historyQuery(session, {
      family: 'docker',
      fields: rowFields,
      series: { parameter: 'container', value: '*' },
      span,
      points: coursePoints,
    }),
  )
  const list = parseList(search)
  const { wanted } = list
  const { key, isDescending } = list.order
  const containers = sample?.containers ?? noContainers
  const all = useMemo(() => rowsOf(containers, answer), [containers, answer])
  const rows = useMemo(
    () =>
      sortRows(
        all.filter((row) => isFound(row, wanted)),
        { key, isDescending },
      ),
    [all, wanted, key, isDescending],
  )
  const running = containers.filter(({ status }) => status === 'running').length
  const isEmpty = sample !== undefined && answer !== undefined && all.length === 0
  const trouble = sample?.reason ? messages.docker.reasons[sample.reason] : error?.message
  const note = trouble ?? (isEmpty ? texts.nothing : null)

  return (
    <Page title={messages.pages.containers} tools={<Toolbar view={view} span={span} axis={axis} />}>
      {note && (
        <p role="status" className="card text-muted mb-4">
          {note}
        </p>
      )}
      {!isEmpty && (
        <>
          <Answer rows={all} search={search} />
          {'isNight' in view.range && answer && !isPlaceholderData && all.every((row) => row.cpuAverage === null) && (
            <NoNight endMs={span.toMs} />
          )}
          <ChartGrid charts={containersCharts} view={view} span={span} axis={axis} />
          <section className="card mt-4" aria-label={messages.pages.containers} aria-busy={!sample || !answer}>
            <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
              <div>
                <h2 className="font-semibold">{texts.who}</h2>
                <p className="text-muted text-sm">
                  {formatSpan(span.fromMs, span.toMs)}
                  {sample?.available && ` · ${messages.docker.running(running, containers.length)}`}
                </p>
              </div>
              <input
                type="search"
                className="field max-w-72"
                aria-label={texts.search}
                placeholder={`${texts.search}: ${texts.searchHint}`}
                value={wanted}
                onChange={(event) => changeList({ ...list, wanted: event.target.value }, true)}
              />
            </div>
            {rows.length > 0 ? (
              <ContainerTable
                rows={rows}
                order={list.order}
                onOrder={(order) => changeList({ ...list, order })}
                nowMs={session.nowMs()}
                search={search && `?${search}`}
              />
            ) : (
              <p className="text-muted py-6 text-center">
                {all.length > 0 ? texts.noneFound : sample ? messages.loading : messages.waiting}
              </p>
            )}
          </section>
        </>
      )}
    </Page>
  )
}

/** Changes the list by the page's address: as a step that "back" undoes, or, at each letter of a search, in its place. */
function changeList(list: ListView, isAmended = false): void {
  const { pathname, search } = window.location
  navigate(pathname + formatList(list, search), { replace: isAmended })
}

/** In words, for who does not read charts. */
function Answer({ rows, search }: { rows: readonly ContainerRow[]; search: string }) {
  const [busiest] = sortRows(rows, { key: 'cpuAverage', isDescending: true })
  if (!busiest || busiest.cpuAverage === null) return null
  return (
    <p role="status" className="mb-4">
      <Link href={pathOfContainer(busiest.name) + (search && `?${search}`)} className="font-semibold hover:underline">
        {busiest.name}
      </Link>{' '}
      {texts.usedMost(formatPercent(busiest.cpuAverage))}
    </p>
  )
}
