import type { Self } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatMilliseconds, formatPercent, missing } from '../format.ts'
import { messages } from '../messages.ts'

const { cost } = messages
const intervalMs = 15_000

/** What Home Zenith itself takes of the machine, and how its sampling goes. */
export function CostWidget({ className }: { className?: string }) {
  const { session } = useServices()
  const { data, dataUpdatedAt, error } = useQuery({ ...serverQuery(session), refetchInterval: intervalMs })
  return (
    <Widget
      title={cost.title}
      updatedMs={dataUpdatedAt}
      intervalMs={intervalMs}
      error={error}
      className={className ?? ''}
    >
      {data && <Costs self={data.self} />}
    </Widget>
  )
}

function Costs({ self }: { self: Self }) {
  const figures = [
    [messages.cpu, formatPercent(self.cpu_usage), cost.cpuHint],
    [messages.memory, formatBytes(self.memory_used), cost.memoryHint],
    [cost.database, formatBytes(self.database_size), cost.databaseHint],
    [cost.samples, self.samples_per_second?.toFixed(2) ?? missing, cost.samplesHint],
  ]
  return (
    <>
      <dl className="grid grid-cols-2 gap-3">
        {figures.map(([label, value, hint]) => (
          <div key={label}>
            <dt className="text-muted text-xs">{label}</dt>
            <dd className="text-lg font-semibold">{value}</dd>
            <dd className="text-muted text-xs">{hint}</dd>
          </div>
        ))}
      </dl>
      <table className="list mt-4">
        <thead>
          <tr>
            <th>{cost.family}</th>
            <th className="number">{cost.took}</th>
            <th className="number">{cost.late}</th>
            <th className="number">{cost.failed}</th>
          </tr>
        </thead>
        <tbody>
          {self.families.map(({ family, duration_ms, late, failed }) => (
            <tr key={family}>
              <td>{family}</td>
              <td className="number">{formatMilliseconds(duration_ms)}</td>
              <td className="number">{late}</td>
              <td className={`number ${failed > 0 ? 'text-warn' : ''}`}>{failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
