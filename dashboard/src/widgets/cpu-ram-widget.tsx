import type { SystemSample } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { latestQuery, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatPercent, missing, share } from '../format.ts'
import { messages } from '../messages.ts'
import { Course } from './course.tsx'
import { type SystemLine, systemIntervalMs } from './system-trace.ts'

const radius = 42
const length = 2 * Math.PI * radius

/** CPU and memory at a glance: two rings, and a bar for each core. */
export function CpuRamWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useQuery(latestQuery(session, 'system'))
  const { data: server } = useQuery(serverQuery(session))
  return (
    <Widget
      title={messages.cpuAndMemory}
      detail={server?.cpu_model ?? ''}
      updatedMs={dataUpdatedAt}
      intervalMs={systemIntervalMs}
      error={error}
    >
      {sample && <Values sample={sample} />}
    </Widget>
  )
}

function Values({ sample }: { sample: SystemSample }) {
  const { cpu_usage, cpu_cores, memory_used, memory_total } = sample
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Ring
          label={messages.cpu}
          percent={cpu_usage}
          detail={cpu_cores.length > 0 ? messages.cores(cpu_cores.length) : messages.notAvailable}
          color="stroke-cpu"
          line="cpu"
        />
        <Ring
          label={messages.memory}
          percent={share(memory_used, memory_total)}
          detail={messages.of(formatBytes(memory_used), formatBytes(memory_total))}
          color="stroke-memory"
          line="memory"
        />
      </div>
      <ul className="mt-5 grid grid-cols-2 gap-x-5 gap-y-2.5 sm:grid-cols-[repeat(auto-fill,minmax(7rem,1fr))]">
        {cpu_cores.map((percent, index) => (
          // A core has no name but its number.
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the core
          <li key={index} className="text-muted text-xs">
            <div className="mb-1 flex justify-between">
              <span>{messages.core(index)}</span>
              <span className="text-ink">{formatPercent(percent)}</span>
            </div>
            <Bar percent={percent} color="bg-cpu" />
          </li>
        ))}
      </ul>
    </>
  )
}

interface RingProps {
  label: string
  percent: number | null
  detail: string
  color: string
  line: SystemLine
}

function Ring({ label, percent, detail, color, line }: RingProps) {
  return (
    <figure className="flex flex-col items-center text-center" aria-label={`${label}: ${formatPercent(percent)}`}>
      <div className="relative w-full max-w-40">
        <svg viewBox="0 0 100 100" className="-rotate-90" aria-hidden>
          <circle cx="50" cy="50" r={radius} fill="none" strokeWidth="9" className="stroke-raised" />
          {percent !== null && (
            <circle
              cx="50"
              cy="50"
              r={radius}
              fill="none"
              strokeWidth="9"
              strokeLinecap="round"
              className={color}
              strokeDasharray={length}
              strokeDashoffset={length * (1 - Math.min(100, Math.max(0.5, percent)) / 100)}
            />
          )}
        </svg>
        <div className="absolute inset-0 grid place-content-center">
          <p className="text-2xl font-bold tracking-tight sm:text-3xl">
            {percent === null ? missing : formatPercent(percent)}
          </p>
          <p className="text-muted text-sm">{label}</p>
        </div>
      </div>
      <figcaption className="text-muted mt-2 text-sm">{detail}</figcaption>
      <Course line={line} most={100} className={color} />
    </figure>
  )
}
