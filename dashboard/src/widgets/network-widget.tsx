import { numberIn } from '../api/points.ts'
import { latestQuery, recentQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Interfaces } from '../components/interfaces.tsx'
import { type Chart, TraceChart } from '../components/trace-chart.tsx'
import { Widget } from '../components/widget.tsx'
import { formatSpeed, formatSpeedTick, speedMarks } from '../format.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'

const { networkWidget: network } = messages

const chart: Chart = {
  trace: {
    family: 'network',
    fields: ['download_speed', 'upload_speed'],
    read: (row) => [numberIn(row, 'download_speed'), numberIn(row, 'upload_speed')],
  },
  intervalMs: 10_000,
  lines: [
    { label: network.download, color: 'cpu' },
    { label: network.upload, color: 'memory' },
  ],
  label: network.chartLabel,
  format: formatSpeed,
  formatTick: formatSpeedTick,
  get steps() {
    return speedMarks().incrs
  },
}

/** What goes in and out by the default route, and each interface beside it. */
export function NetworkWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'network'))
  return (
    <Widget
      title={network.title}
      detail={sample?.interface_name ? network.defaultRoute(sample.interface_name) : ''}
      updatedMs={dataUpdatedAt}
      intervalMs={chart.intervalMs}
      error={error}
    >
      {sample && (
        <>
          {sample.interface_name === null ? (
            <p className="text-muted mb-4 text-sm">{network.noDefaultRoute}</p>
          ) : (
            <Traffic />
          )}
          <div className="mt-4 max-h-72 overflow-auto">
            <Interfaces interfaces={sample.interfaces} />
          </div>
          <p className="text-muted mt-3 text-xs">{network.devicesLimit}</p>
        </>
      )}
    </Widget>
  )
}

function Traffic() {
  const { session } = useServices()
  const { data } = useShared(recentQuery(session, chart.trace))
  return <TraceChart chart={chart} points={data} />
}
