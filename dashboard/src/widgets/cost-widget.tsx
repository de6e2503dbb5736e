import type { Self } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatMilliseconds, formatPercent, missing } from '../format.ts'
import { messages } from '../messages.ts'
import { useCollected } from './use-collected.ts'

const { cost } = messages
const intervalMs = 15_000
const slotMs = 2 * intervalMs
// Fewer look like a speck.
const leastValues = 6

/** What Home Zenith itself takes of the machine, and how its sampling goes. */
export function CostWidget() {
  const { session } = useServices()
  const { data, dataUpdatedAt, error } = useQuery({ ...serverQuery(session), refetchInterval: intervalMs })
  return (
    <Widget title={cost.title} updatedMs={dataUpdatedAt} intervalMs={intervalMs} error={error}>
      {data && <Costs self={data.self} timeMs={dataUpdatedAt} />}
    </Widget>
  )
}

function Costs({ self, timeMs }: { self: Self; timeMs: number }) {
  const cpu = useCollected('own cpu', self.cpu_usage, timeMs, slotMs)
  const memory = useCollected('own memory', self.memory_used, timeMs, slotMs)
  const figures = [
    [messages.cpu, formatPercent(self.cpu_usage), cost.cpuHint, cpu],
    [messages.memory, formatBytes(self.memory_used), cost.memoryHint, memory],
    [cost.database, formatBytes(self.database_size), cost.databaseHint, null],
    [cost.samples, self.samples_per_second?.toFixed(2) ?? missing, cost.samplesHint, null],
  ] as const
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {figures.map(([label, value, hint, course]) => (
          <div key={label}>
            <dt className="text-muted text-xs">{label}</dt>
            <dd className="text-lg font-semibold">{value}</dd>
            <dd className="text-muted text-xs">{hint}</dd>
            {course && (
              <dd>
                <Sparkline
                  values={course.filter((value) => value !== null).length < leastValues ? [] : course}
                  most={1.5 * Math.max(...course.map((value) => value ?? 0))}
                />
              </dd>
            )}
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
