import type { SystemSample } from '@home-zenith/contract'
import type { ReactNode } from 'react'
import { liveSlotMs } from '../api/points.ts'
import { latestQuery, type Source } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { bindClass, bindText } from '../bind.ts'
import { LiveSparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatTemperature } from '../format.ts'
import { overview } from '../messages/overview.ts'
import { useRead, useSource } from '../use-shared.ts'
import { collect } from './collect.ts'
import { Course } from './course.tsx'
import { Lacking } from './lacking.tsx'
import { hotCelsius, systemIntervalMs } from './system-trace.ts'

const { temperatures: texts } = overview
// What a line spans at least: a tenth of a degree is no mountain.
const leastSpan = 10

/** Every sensor that answers, the CPU's first. */
export function TemperaturesWidget() {
  const { session } = useServices()
  const source = useSource(latestQuery(session, 'system'))
  return (
    <Widget
      title={texts.title}
      detail={<span ref={bindText(source, warmest)} />}
      source={source}
      intervalMs={systemIntervalMs}
    >
      <Sensors source={source} />
    </Widget>
  )
}

function warmest({ temperatures }: SystemSample): string {
  if (temperatures.length < 2) return ''
  return texts.warmest(formatTemperature(Math.max(...temperatures.map(({ celsius }) => celsius))))
}

/** The names of the sensors; the CPU's is one of them. */
function namesIn({ temperature, temperatures }: SystemSample) {
  const cpu = temperatures.find(({ celsius }) => celsius === temperature)
  const others = temperatures.filter((one) => one !== cpu).map(({ sensor }) => sensor)
  return { cpu: temperature === null ? null : (cpu?.sensor ?? ''), others }
}

function Sensors({ source }: { source: Source<SystemSample> }) {
  const names = useRead(source, ({ data }) => data && namesIn(data))
  if (!names) return null
  if (names.cpu === null && names.others.length === 0) return <Lacking text={texts.none} />
  return (
    <ul className="-my-1 grid max-h-96 gap-1 overflow-auto">
      {names.cpu !== null && <Cpu sensor={names.cpu} source={source} />}
      {names.others.map((sensor) => (
        <Other key={sensor} sensor={sensor} source={source} />
      ))}
    </ul>
  )
}

interface SourceProps {
  sensor: string
  source: Source<SystemSample>
}

function Cpu({ sensor, source }: SourceProps) {
  return (
    <Sensor name={texts.cpu} detail={sensor} source={source} read={({ temperature }) => temperature}>
      <Course line="temperature" scaleOf={scaleOf} />
    </Sensor>
  )
}

function Other({ sensor, source }: SourceProps) {
  const { collected } = useServices()
  const read = ({ temperatures }: SystemSample) => temperatures.find((one) => one.sensor === sensor)?.celsius ?? null
  const courseOf = (sample: SystemSample) =>
    collect(collected, `sensor ${sensor}`, {
      value: read(sample),
      timeMs: Date.parse(sample.timestamp),
      slotMs: liveSlotMs,
    })
  return (
    <Sensor name={sensor} source={source} read={read}>
      <LiveSparkline source={source} read={courseOf} scaleOf={scaleOf} />
    </Sensor>
  )
}

function scaleOf(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null)
  const least = Math.min(...known)
  const most = Math.max(...known)
  const margin = Math.max(0, leastSpan - (most - least)) / 2
  return { least: least - margin, most: most + margin }
}

interface SensorProps {
  name: string
  detail?: string
  source: Source<SystemSample>
  read(sample: SystemSample): number | null
  children: ReactNode
}

function Sensor({ name, detail, source, read, children }: SensorProps) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_5rem_4.5rem] lg:max-xl:grid-cols-[minmax(0,1fr)_2rem_4.5rem] items-center gap-3 py-1 text-sm">
      <span className="min-w-0">
        <span className="block truncate font-medium" title={name}>
          {name}
        </span>
        {detail && <span className="text-muted block truncate text-xs">{detail}</span>}
      </span>
      {children}
      <span
        ref={bindClass(source, 'text-bad', (sample) => (read(sample) ?? 0) >= hotCelsius)}
        className="text-right font-semibold"
      >
        <span ref={bindText(source, (sample) => formatTemperature(read(sample)))} />
      </span>
    </li>
  )
}
