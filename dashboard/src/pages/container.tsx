import type { Container as ContainerSample } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useSearch } from 'wouter'
import { containerQuery, latestQuery } from '../api/queries.ts'
import { useNow, useServices } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { Status } from '../containers/status.tsx'
import { formatBytes, formatDuration, formatMoment, formatPercent, formatSpeed, missing } from '../format.ts'
import { ChartGrid } from '../history/chart-grid.tsx'
import { containerCharts } from '../history/charts.ts'
import { Toolbar } from '../history/toolbar.tsx'
import { useHistoryView } from '../history/use-history-view.ts'
import { containers as texts } from '../messages/containers.ts'
import { history } from '../messages/history.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'

/** One container: how it is, or was when it was seen last, and its history. */
export function Container({ name }: { name: string }) {
  const { session } = useServices()
  const { view, span, axis } = useHistoryView()
  const search = useSearch()
  const { data: sample } = useShared(latestQuery(session, 'docker'))
  const { data: known, error } = useQuery(containerQuery(session, name))
  const container = sample?.containers.find(({ container_name }) => container_name === name) ?? known?.container

  return (
    <Page title={name} tools={<Toolbar view={view} span={span} axis={axis} />}>
      <Link
        href={`/containers${search && `?${search}`}`}
        className="text-muted hover:text-ink mb-4 inline-flex items-center gap-2 text-sm"
      >
        <ArrowLeft className="size-4" aria-hidden />
        {texts.all}
      </Link>
      {container ? (
        <Facts container={container} />
      ) : (
        <p role="status" className="card text-muted mb-4">
          {error ? (error.code === 'container_not_found' ? texts.unknown : error.message) : messages.loading}
        </p>
      )}
      {container && <ChartGrid charts={containerCharts} chosen={name} view={view} span={span} axis={axis} />}
    </Page>
  )
}

function Facts({ container }: { container: ContainerSample }) {
  const { session } = useServices()
  useNow()
  const { status, health, image, started_at, restart_count, timestamp } = container
  const { cpu_usage, memory_usage, memory_limit, network_rx_speed, network_tx_speed } = container
  const isRunning = status === 'running'
  const upSeconds = isRunning && started_at ? (session.nowMs() - Date.parse(started_at)) / 1000 : null
  const facts: { label: string; value: ReactNode; hint?: string }[] = [
    {
      label: texts.columns.status,
      value: <Status status={status} health={health} />,
      hint: isRunning ? '' : texts.lastSeen(formatMoment(Date.parse(timestamp))),
    },
    { label: messages.cpu, value: formatPercent(cpu_usage) },
    {
      label: messages.memory,
      value: formatBytes(memory_usage),
      hint: memory_limit === null ? '' : texts.ofLimit(formatBytes(memory_limit)),
    },
    {
      label: history.charts.network,
      value: formatSpeed(network_rx_speed),
      hint: network_tx_speed === null ? '' : `${formatSpeed(network_tx_speed)} ${history.lines.sent}`,
    },
    {
      label: texts.columns.startedMs,
      value: formatDuration(upSeconds === null ? null : Math.max(0, upSeconds)),
      hint: started_at === null ? '' : `${texts.started} ${formatMoment(Date.parse(started_at))}`,
    },
    { label: texts.columns.restarts, value: restart_count ?? missing },
  ]
  return (
    <section className="card mb-4" aria-label={texts.columns.status}>
      <p className="text-muted mb-4 text-sm break-all">
        {texts.image}: {image}
      </p>
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-3 2xl:grid-cols-6">
        {facts.map(({ label, value, hint }) => (
          <div key={label} className="min-w-0">
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="mt-1 text-lg font-semibold">{value}</dd>
            {hint && <dd className="text-muted text-xs">{hint}</dd>}
          </div>
        ))}
      </dl>
    </section>
  )
}
