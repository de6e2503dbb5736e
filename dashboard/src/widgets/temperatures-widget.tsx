import type { SystemSample } from '@home-zenith/contract'
import { memo } from 'react'
import { liveSlotMs } from '../api/points.ts'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Sparkline } from '../components/sparkline.tsx'
import { Widget } from '../components/widget.tsx'
import { formatTemperature } from '../format.ts'
import { overview } from '../messages/overview.ts'
import { useShared } from '../use-shared.ts'
import { Lacking } from './lacking.tsx'
import { systemIntervalMs } from './system-trace.ts'
import { useCollected } from './use-collected.ts'
import { useSystemCourses } from './use-system-courses.ts'

const { temperatures: texts } = overview
/** From here on a temperature is marked as bad. */
export const hotCelsius = 85
// What a line spans at least: a tenth of a degree is no mountain.
const leastSpan = 10

/** Every sensor that answers, the CPU's first. */
export function TemperaturesWidget() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'system'))
  return (
    <Widget
      title={texts.title}
      detail={sample ? warmest(sample) : ''}
      updatedMs={dataUpdatedAt}
      intervalMs={systemIntervalMs}
      error={error}
    >
      {sample && <Sensors sample={sample} />}
    </Widget>
  )
}

function warmest({ temperatures }: SystemSample): string {
  if (temperatures.length < 2) return ''
  return texts.warmest(formatTemperature(Math.max(...temperatures.map(({ celsius }) => celsius))))
}

function Sensors({ sample: { timestamp, temperature, temperatures } }: { sample: SystemSample }) {
  if (temperature === null && temperatures.length === 0) return <Lacking text={texts.none} />
  // The CPU's is one of them.
  const cpu = temperatures.find(({ celsius }) => celsius === temperature)
  const others = temperatures.filter((one) => one !== cpu)
  return (
    <ul className="-my-1 grid max-h-96 gap-1 overflow-auto">
      {temperature !== null && <Cpu celsius={temperature} sensor={cpu?.sensor ?? ''} />}
      {others.map(({ sensor, celsius }) => (
        <Other key={sensor} sensor={sensor} celsius={celsius} timeMs={Date.parse(timestamp)} />
      ))}
    </ul>
  )
}

function Cpu({ celsius, sensor }: { celsius: number; sensor: string }) {
  return <Sensor name={texts.cpu} detail={sensor} celsius={celsius} course={useSystemCourses()('temperature')} />
}

function Other({ sensor, celsius, timeMs }: { sensor: string; celsius: number; timeMs: number }) {
  return (
    <Sensor name={sensor} celsius={celsius} course={useCollected(`sensor ${sensor}`, celsius, timeMs, liveSlotMs)} />
  )
}

interface SensorProps {
  name: string
  detail?: string
  celsius: number
  course: readonly (number | null)[]
}

const Sensor = memo(function Sensor({ name, detail, celsius, course }: SensorProps) {
  const seen = course.filter((value) => value !== null)
  const least = Math.min(celsius, ...seen)
  const most = Math.max(celsius, ...seen)
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
      <span className={`text-right font-semibold ${celsius >= hotCelsius ? 'text-bad' : ''}`}>
        {formatTemperature(celsius)}
      </span>
    </li>
  )
})
