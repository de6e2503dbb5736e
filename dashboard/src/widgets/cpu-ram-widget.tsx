import type { SystemSample } from '@home-zenith/contract'
import { memo } from 'react'
import { latestQuery, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar, inTenths } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatPercent, share } from '../format.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { Course } from './course.tsx'
import { systemIntervalMs } from './system-trace.ts'
import { useSystemCourses } from './use-system-courses.ts'

const radius = 42

/** CPU and memory at a glance: two rings, and a bar for each core. */
export function CpuRamWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'system'))
  const { data: server } = useShared(serverQuery(session))
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
  const courseOf = useSystemCourses()
  const memory = share(memory_used, memory_total)
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Ring
          label={messages.cpu}
          text={formatPercent(cpu_usage)}
          percent={inTenths(cpu_usage)}
          detail={cpu_cores.length > 0 ? messages.cores(cpu_cores.length) : messages.notAvailable}
          color="stroke-cpu"
          course={courseOf('cpu')}
        />
        <Ring
          label={messages.memory}
          text={formatPercent(memory)}
          percent={inTenths(memory)}
          detail={messages.of(formatBytes(memory_used), formatBytes(memory_total))}
          color="stroke-memory"
          course={courseOf('memory')}
        />
      </div>
      <ul className="mt-5 grid grid-cols-2 gap-x-5 gap-y-2.5 sm:grid-cols-[repeat(auto-fill,minmax(7rem,1fr))]">
        {cpu_cores.map((percent, index) => (
          // A core has no name but its number.
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the core
          <Core key={index} index={index} text={formatPercent(percent)} percent={inTenths(percent)} />
        ))}
      </ul>
    </>
  )
}

interface CoreProps {
  index: number
  text: string
  percent: number | null
}

const Core = memo(function Core({ index, text, percent }: CoreProps) {
  return (
    <li className="text-muted text-xs">
      <div className="mb-1 flex justify-between">
        <span>{messages.core(index)}</span>
        <span className="text-ink">{text}</span>
      </div>
      <Bar percent={percent} color="fill-cpu" />
    </li>
  )
})

interface RingProps {
  label: string
  /** The share as it reads, and as it is drawn. */
  text: string
  percent: number | null
  detail: string
  color: string
  course: readonly (number | null)[]
}

const Ring = memo(function Ring({ label, text, percent, detail, color, course }: RingProps) {
  return (
    <figure className="flex flex-col items-center text-center" aria-label={label}>
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
              strokeDasharray="100 100000"
              pathLength={10_000 / Math.min(100, Math.max(0.5, percent))}
            />
          )}
        </svg>
        <div className="absolute inset-0 grid place-content-center">
          <p className="text-2xl font-bold tracking-tight sm:text-3xl">{text}</p>
          <p className="text-muted text-sm">{label}</p>
        </div>
      </div>
      <figcaption className="text-muted mt-2 text-sm">{detail}</figcaption>
      <Course values={course} most={100} className={color} />
    </figure>
  )
})
