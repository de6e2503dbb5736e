import type { SystemSample } from '@home-zenith/contract'
import { liveSlotMs } from '../api/points.ts'
import { latestQuery, type Source } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { bindClass, bindText } from '../bind.ts'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatTemperature } from '../format.ts'
import { overview } from '../messages/overview.ts'
import { useRead, useSource } from '../use-shared.ts'
import { Lacking } from './lacking.tsx'
import { systemIntervalMs } from './system-trace.ts'
import { useCollected } from './use-collected.ts'
import { useSystemCourse } from './use-system-course.ts'

const { temperatures: texts } = overview
const hotCelsius = 85
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
  const course = useSystemCourse('temperature')
  return <Sensor name={texts.cpu} detail={sensor} source={source} read={cpuOf} course={course} />
}

const cpuOf = ({ temperature }: SystemSample) => temperature

function Other({ sensor, source }: SourceProps) {
  const read = ({ temperatures }: SystemSample) => temperatures.find((one) => one.sensor === sensor)?.celsius ?? null
  const course = useCollected(
    `sensor ${sensor}`,
    source,
    (sample) => ({ timeMs: Date.parse(sample.timestamp), values: [read(sample)] }),
    liveSlotMs,
  )
  return <Sensor name={sensor} source={source} read={read} course={course} />
}

interface SensorProps {
  name: string
  detail?: string
  source: Source<SystemSample>
  read(sample: SystemSample): number | null
  course: readonly (number | null)[]
}

function Sensor({ name, detail, source, read, course }: SensorProps) {
  const seen = course.filter((value) => value !== null)
  const least = Math.min(...seen)
  const most = Math.max(...seen)
  const margin = Math.max(0, leastSpan - (most - least)) / 2
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_5rem_4.5rem] lg:max-xl:grid-cols-[minmax(0,1fr)_2rem_4.5rem] items-center gap-3 py-1 text-sm">
      <span className="min-w-0">
        <span className="block truncate font-medium" title={name}>
          {name}
        </span>
        {detail && <span className="text-muted block truncate text-xs">{detail}</span>}
      </span>
      <Sparkline values={course} least={least - margin} most={most + margin} />
      <span
        ref={bindClass(source, 'text-bad', (sample) => (read(sample) ?? 0) >= hotCelsius)}
        className="text-right font-semibold"
      >
        <span ref={bindText(source, (sample) => formatTemperature(read(sample)))} />
      </span>
    </li>
  )
}
