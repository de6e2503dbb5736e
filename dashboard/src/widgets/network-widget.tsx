import type { NetworkInterface } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { numberIn } from '../api/points.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { byteSteps } from '../components/plot.tsx'
import { type Chart, TraceChart } from '../components/trace-chart.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBitrate, formatSpeed, formatSpeedTick, missing } from '../format.ts'
import { messages } from '../messages.ts'

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
  steps: byteSteps,
}

/** What goes in and out by the default route, and each interface beside it. */
export function NetworkWidget({ className }: { className?: string }) {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useQuery(latestQuery(session, 'network'))
  return (
    <Widget
      title={network.title}
      detail={sample?.interface_name ? network.defaultRoute(sample.interface_name) : ''}
      updatedMs={dataUpdatedAt}
      intervalMs={chart.intervalMs}
      error={error}
      className={className ?? ''}
    >
      {sample && (
        <>
          {sample.interface_name === null ? (
            <p className="text-muted mb-4 text-sm">{network.noDefaultRoute}</p>
          ) : (
            <TraceChart chart={chart} />
          )}
          <Interfaces interfaces={sample.interfaces} />
          <p className="text-muted mt-3 text-xs">{network.devicesLimit}</p>
        </>
      )}
    </Widget>
  )
}

const byDefaultFirst = (a: NetworkInterface, b: NetworkInterface) => Number(b.is_default) - Number(a.is_default)

function Interfaces({ interfaces }: { interfaces: readonly NetworkInterface[] }) {
  return (
    <div className="mt-4 max-h-72 overflow-auto">
      <table className="list">
        <thead>
          <tr>
            <th>{network.name}</th>
            <th className="number">{network.download}</th>
            <th className="number">{network.upload}</th>
            <th className="number">{network.link}</th>
            <th className="number">{network.devices}</th>
          </tr>
        </thead>
        <tbody>
          {[...interfaces].sort(byDefaultFirst).map((one) => (
            <tr key={one.interface_name}>
              <td className="font-medium">
                {one.interface_name}
                {one.is_default && <span className="tag ml-2">{network.isDefault}</span>}
              </td>
              <td className="number">{formatSpeed(one.download_speed)}</td>
              <td className="number">{formatSpeed(one.upload_speed)}</td>
              <td className="number">{formatBitrate(one.link_speed)}</td>
              <td className="number">{one.connected_devices ?? missing}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
