import type { ServerInfo } from '@home-zenith/contract'
import { QueryObserver, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Source, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatMilliseconds, formatPercent, missing } from '../format.ts'
import { messages } from '../messages.ts'
import { useResult } from '../use-shared.ts'
import { collect } from './collect.ts'

const { cost } = messages
const intervalMs = 15_000
const slotMs = 2 * intervalMs

/** What Home Zenith itself takes of the machine, and how its sampling goes. */
export function CostWidget() {
  const { session } = useServices()
  const cache = useQueryClient()
  const [source] = useState(() => new QueryObserver(cache, { ...serverQuery(session), refetchInterval: intervalMs }))
  return (
    <Widget title={cost.title} source={source} intervalMs={intervalMs}>
      <Costs source={source} />
    </Widget>
  )
}

function Costs({ source }: { source: Source<ServerInfo> }) {
  const { collected } = useServices()
  const { data, dataUpdatedAt } = useResult(source)
  if (!data) return null
  const { self } = data
  const courseOf = (value: number | null, name: string) =>
    collect(collected, name, { value, timeMs: dataUpdatedAt, slotMs })
  const figures = [
    [messages.cpu, formatPercent(self.cpu_usage), cost.cpuHint, courseOf(self.cpu_usage, 'own cpu')],
    [messages.memory, formatBytes(self.memory_used), cost.memoryHint, courseOf(self.memory_used, 'own memory')],
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
                <Sparkline values={course} most={1.5 * Math.max(...course.map((value) => value ?? 0))} />
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
