import type { SystemSample } from '@home-zenith/contract'
import {
  Clock,
  Gauge,
  HardDrive,
  Hourglass,
  type LucideIcon,
  MemoryStick,
  Scale,
  Thermometer,
  Timer,
  Zap,
} from 'lucide-react'
import { memo } from 'react'
import { latestQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Bar, fillColor, inTenths } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import {
  formatBytes,
  formatDiskSpeed,
  formatDuration,
  formatLoad,
  formatMinute,
  formatPercent,
  formatTemperature,
  share,
} from '../format.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'
import { Course } from './course.tsx'
import { systemIntervalMs, valueOfLine } from './system-trace.ts'
import { hotCelsius } from './temperatures-widget.tsx'
import { useSystemCourses } from './use-system-courses.ts'

const { stats } = messages

/** Everything else about the machine, a tile each. */
export function SystemStats() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'system'))
  const courseOf = useSystemCourses()
  return (
    <Widget title={messages.system} updatedMs={dataUpdatedAt} intervalMs={systemIntervalMs} error={error}>
      {sample && (
        <dl className="grid grid-cols-2 gap-3 md:grid-cols-4 2xl:grid-cols-8">
          {tilesOf(sample, courseOf).map((tile) => (
            <Tile key={tile.label} {...tile} />
          ))}
        </dl>
      )}
    </Widget>
  )
}

type CourseOf = ReturnType<typeof useSystemCourses>

interface TileProps {
  icon: LucideIcon
  label: string
  value: string
  hint: string
  percent?: number | null
  /** What of the last minutes is drawn. */
  course?: readonly (number | null)[]
  /** The least that reaches its top. */
  most?: number
  isBad?: boolean
}

function tilesOf(sample: SystemSample, courseOf: CourseOf): TileProps[] {
  const io = valueOfLine('io', sample)
  const disk = share(sample.disk_used, sample.disk_total)
  const swap = share(sample.swap_used, sample.swap_total)
  const otherSensors = sample.temperatures.length - (sample.temperature === null ? 0 : 1)
  return [
    {
      icon: HardDrive,
      label: stats.disk,
      value: formatPercent(disk),
      hint:
        disk === null
          ? messages.notAvailable
          : messages.of(formatBytes(sample.disk_used), formatBytes(sample.disk_total)),
      percent: inTenths(disk),
    },
    {
      icon: Thermometer,
      label: stats.temperature,
      value: formatTemperature(sample.temperature),
      hint: sample.temperature === null ? stats.noSensor : otherSensors > 0 ? stats.sensors(otherSensors) : '',
      isBad: (sample.temperature ?? 0) >= hotCelsius,
      ...(sample.temperature === null ? {} : { course: courseOf('temperature'), most: hotCelsius }),
    },
    {
      icon: Gauge,
      label: stats.load,
      value: formatLoad(sample.load_1),
      hint: stats.loadHint(formatLoad(sample.load_5), formatLoad(sample.load_15)),
      course: courseOf('load'),
      most: sample.cpu_cores.length,
    },
    { icon: Clock, label: stats.uptime, value: formatDuration(sample.uptime), hint: startOf(sample) },
    {
      icon: MemoryStick,
      label: stats.swap,
      value: formatPercent(swap),
      hint: swap === null ? stats.noSwap : messages.of(formatBytes(sample.swap_used), formatBytes(sample.swap_total)),
      percent: inTenths(swap),
    },
    {
      icon: Timer,
      label: stats.io,
      value: formatDiskSpeed(io),
      hint:
        io === null
          ? messages.notAvailable
          : stats.ioHint(formatDiskSpeed(sample.disk_read_speed), formatDiskSpeed(sample.disk_write_speed)),
      course: courseOf('io'),
      most: 2 ** 20,
    },
    {
      icon: Hourglass,
      label: stats.wait,
      value: formatPercent(sample.cpu_iowait),
      hint: sample.cpu_steal ? stats.steal(formatPercent(sample.cpu_steal)) : stats.waitHint,
      course: courseOf('wait'),
      most: 10,
    },
    pressureTile(sample, courseOf),
    ...boardTile(sample),
  ]
}

function pressureTile(sample: SystemSample, courseOf: CourseOf): TileProps {
  const { pressure_cpu, pressure_memory, pressure_io } = sample
  const most = valueOfLine('pressure', sample)
  return {
    icon: Scale,
    label: stats.pressure,
    value: formatPercent(most),
    hint:
      most === null
        ? stats.noPressure
        : stats.pressureHint(formatPercent(pressure_cpu), formatPercent(pressure_memory), formatPercent(pressure_io)),
    ...(most === null ? {} : { course: courseOf('pressure'), most: 10 }),
  }
}

/** What slows a Raspberry Pi down: now, or since its start. */
function boardTile({ throttled }: SystemSample): TileProps[] {
  if (!throttled) return []
  const names = Object.keys(stats.reasons) as (keyof typeof stats.reasons)[]
  const textOf = (found: typeof names) => found.map((name) => stats.reasons[name]).join(', ')
  // Without its firmware's word a board tells of its power alone.
  const good = throttled.throttled === null ? stats.boardPartly : stats.boardGood
  const now = textOf(names.filter((name) => throttled[name]))
  const earlier = textOf(names.filter((name) => throttled[`${name}_occurred`]))
  return [
    {
      icon: Zap,
      label: stats.board,
      value: now ? stats.boardSlow : 'OK',
      hint: now || (earlier ? stats.boardWas(earlier) : good),
      isBad: now !== '',
    },
  ]
}

function startOf({ timestamp, uptime }: SystemSample): string {
  if (uptime === null) return messages.notAvailable
  return stats.since(formatMinute(Date.parse(timestamp) - uptime * 1000))
}

const TileHead = memo(function TileHead({ icon: Icon, label }: Pick<TileProps, 'icon' | 'label'>) {
  return (
    <dt className="text-muted flex items-center gap-2 text-sm">
      <Icon className="size-4 shrink-0" aria-hidden />
      {label}
    </dt>
  )
})

/** A number stands in one line with its unit. */
const withUnits = (text: string) => text.replace(/(\d) (?=\D)/g, '$1\u00a0')

/** Most of them stay as they are from one sample to the next. */
const Tile = memo(function Tile({ icon, label, value, hint, percent, course, most, isBad }: TileProps) {
  return (
    <div className="bg-page border-line flex min-w-0 flex-col rounded-xl border p-3.5 sm:p-4">
      <TileHead icon={icon} label={label} />
      <dd className={`mt-1.5 text-lg font-semibold sm:text-xl ${isBad ? 'text-bad' : ''}`}>{value}</dd>
      <dd className="text-muted mt-0.5 mb-2 grow text-xs">{withUnits(hint)}</dd>
      {percent !== undefined && percent !== null && <Bar percent={percent} color={fillColor(percent)} />}
      {course && <Course values={course} most={most ?? 0} />}
    </div>
  )
})
