import type { SystemSample } from '@home-zenith/contract'
import { latestQuery, type Source, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { bind, bindText, writeAttribute } from '../bind.ts'
import { inTenths, LiveBar } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatPercent, share } from '../format.ts'
import { messages } from '../messages.ts'
import { useRead, useSource } from '../use-shared.ts'
import { atLeast, Course } from './course.tsx'
import { type SystemLine, systemIntervalMs } from './system-trace.ts'

const radius = 42

/** CPU and memory at a glance: two rings, and a bar for each core. */
export function CpuRamWidget() {
  const { session } = useServices()
  const source = useSource(latestQuery(session, 'system'))
  const cores = useRead(source, ({ data }) => data?.cpu_cores.length ?? 0)
  const model = useRead(useSource(serverQuery(session)), ({ data }) => data?.cpu_model)
  return (
    <Widget title={messages.cpuAndMemory} detail={model} source={source} intervalMs={systemIntervalMs}>
      <div className="grid grid-cols-2 gap-4">
        <Ring
          label={messages.cpu}
          source={source}
          read={({ cpu_usage }) => cpu_usage}
          detail={({ cpu_cores }) => (cpu_cores.length > 0 ? messages.cores(cpu_cores.length) : messages.notAvailable)}
          color="stroke-cpu"
          line="cpu"
        />
        <Ring
          label={messages.memory}
          source={source}
          read={({ memory_used, memory_total }) => share(memory_used, memory_total)}
          detail={({ memory_used, memory_total }) => messages.of(formatBytes(memory_used), formatBytes(memory_total))}
          color="stroke-memory"
          line="memory"
        />
      </div>
      <ul className="mt-5 grid grid-cols-2 gap-x-5 gap-y-2.5 sm:grid-cols-[repeat(auto-fill,minmax(7rem,1fr))]">
        {Array.from({ length: cores }, (_, index) => (
          // A core has no name but its number.
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the core
          <Core key={index} index={index} source={source} />
        ))}
      </ul>
    </Widget>
  )
}

function Core({ index, source }: { index: number; source: Source<SystemSample> }) {
  const read = ({ cpu_cores }: SystemSample) => cpu_cores[index] ?? null
  return (
    <li className="text-muted text-xs">
      <div className="mb-1 flex justify-between">
        <span>{messages.core(index)}</span>
        <span ref={bindText(source, (sample) => formatPercent(read(sample)))} className="text-ink" />
      </div>
      <LiveBar source={source} read={read} colorOf={() => 'fill-cpu'} />
    </li>
  )
}

interface RingProps {
  label: string
  source: Source<SystemSample>
  read(sample: SystemSample): number | null
  detail(sample: SystemSample): string
  color: string
  line: SystemLine
}

function Ring({ label, source, read, detail, color, line }: RingProps) {
  return (
    <figure className="flex flex-col items-center text-center" aria-label={label}>
      <div className="relative w-full max-w-40">
        <svg viewBox="0 0 100 100" className="-rotate-90" aria-hidden>
          <circle cx="50" cy="50" r={radius} fill="none" strokeWidth="9" className="stroke-raised" />
          <circle
            ref={bind(source, (sample) => inTenths(read(sample)), drawShare)}
            cx="50"
            cy="50"
            r={radius}
            fill="none"
            strokeWidth="9"
            strokeLinecap="round"
            className={color}
            strokeDasharray="100 100000"
          />
        </svg>
        <div className="absolute inset-0 grid place-content-center">
          <p
            ref={bindText(source, (sample) => formatPercent(read(sample)))}
            className="text-2xl font-bold tracking-tight sm:text-3xl"
          />
          <p className="text-muted text-sm">{label}</p>
        </div>
      </div>
      <figcaption ref={bindText(source, detail)} className="text-muted mt-2 text-sm" />
      <Course line={line} scaleOf={atLeast(100)} className={color} />
    </figure>
  )
}

function drawShare(circle: SVGCircleElement, percent: number | null): void {
  circle.toggleAttribute('hidden', percent === null)
  writeAttribute(circle, 'pathLength', `${10_000 / Math.min(100, Math.max(0.5, percent ?? 0))}`)
}
