import type { Filesystem } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { historyQuery } from '../api/history.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar, fillColor } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatDistance, formatPercent } from '../format.ts'
import type { Answer } from '../history/lines.ts'
import { machine } from '../messages/machine.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { type Forecast, forecastFull } from './forecast-full.ts'
import { fullnessOf } from './fullness.ts'

const { mounts } = machine
const trendMs = 30 * 86_400_000
// A new trend an hour is enough.
const stepMs = 3_600_000
// What asks for attention, and for action.
const [soonS, verySoonS] = [30 * 86_400, 7 * 86_400]

/** The file systems, and when each will be full. */
export function Mounts({ className }: { className?: string }) {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'filesystem'))
  const toMs = Math.ceil(session.nowMs() / stepMs) * stepMs
  const { data: answer } = useQuery(
    historyQuery(session, {
      family: 'filesystem',
      fields: ['used'],
      series: { parameter: 'mount', value: '*' },
      span: { fromMs: toMs - trendMs, toMs },
      points: 720,
    }),
  )
  return (
    <Widget
      title={mounts.title}
      updatedMs={dataUpdatedAt}
      intervalMs={60_000}
      error={error}
      className={className ?? ''}
    >
      <div className="overflow-x-auto">
        <table className="list">
          <thead>
            <tr>
              <th>{mounts.mount}</th>
              <th className="number">{mounts.used}</th>
              <th className="number hidden sm:table-cell">{mounts.free}</th>
              <th className="number">{mounts.full}</th>
            </tr>
          </thead>
          <tbody>
            {sample?.filesystems.map((one) => (
              <Row key={one.mount} filesystem={one} forecast={forecastOf(one, answer)} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-muted mt-3 text-xs">{mounts.hint}</p>
    </Widget>
  )
}

function forecastOf({ mount, used, available }: Filesystem, answer: Answer | undefined): Forecast {
  const series = answer?.series.find(({ name }) => name === mount)
  if (!answer || !series) return { kind: 'unknown' }
  // It is full for all but root before all of it is used.
  const most = used === null || available === null ? null : used + available
  return forecastFull(answer.times, series.columns.used ?? [], most)
}

function Row({ filesystem, forecast }: { filesystem: Filesystem; forecast: Forecast }) {
  const { mount, device, type, total, available, read_only } = filesystem
  const percent = fullnessOf(filesystem)
  return (
    <tr>
      <td className="max-w-[28vw] sm:max-w-64">
        <p className="truncate font-medium" title={mount}>
          {mount}
          {read_only && <span className="tag ml-2">{messages.disks.readOnly}</span>}
        </p>
        <p className="text-muted truncate text-xs" title={device}>
          {type} · {device}
        </p>
        <p className="text-muted text-xs sm:hidden">
          {messages.disks.freeOf(formatBytes(available), formatBytes(total))}
        </p>
      </td>
      <td className="number">
        {formatPercent(percent)}
        <div className="mt-1 ml-auto w-14 sm:w-20">
          <Bar percent={percent} color={fillColor(percent ?? 0)} />
        </div>
      </td>
      <td className="number hidden sm:table-cell">
        <p>{formatBytes(available)}</p>
        <p className="text-muted text-xs">{messages.of('', formatBytes(total)).trim()}</p>
      </td>
      <td className="number max-sm:whitespace-normal">
        <FullIn forecast={forecast} />
      </td>
    </tr>
  )
}

function FullIn({ forecast }: { forecast: Forecast }) {
  if (forecast.kind !== 'full-in') {
    return <span className="text-muted">{forecast.kind === 'not-soon' ? mounts.notSoon : mounts.unknown}</span>
  }
  const color = forecast.seconds < verySoonS ? 'text-bad' : forecast.seconds < soonS ? 'text-warn' : ''
  return <span className={`font-semibold ${color}`}>{formatDistance(forecast.seconds)}</span>
}
