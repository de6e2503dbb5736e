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
import { latestQuery, type Source } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { bindClass, bindText } from '../bind.ts'
import { fillColor, LiveBar } from '../components/bar.tsx'
import { Widget } from '../components/widget.tsx'
import {
  formatBytes,
  formatDuration,
  formatLoad,
  formatMinute,
  formatPercent,
  formatSpeed,
  formatTemperature,
  missing,
  share,
} from '../format.ts'
import { messages } from '../messages.ts'
import { useRead, useSource } from '../use-shared.ts'
import { atLeast, Course } from './course.tsx'
import { hotCelsius, type SystemLine, systemIntervalMs } from './system-trace.ts'

const { stats } = messages

/** Everything else about the machine, a tile each. */
export function SystemStats() {
  const { session } = useServices()
  const source = useSource(latestQuery(session, 'system'))
  const hasBoard = useRead(source, ({ data }) => Boolean(data?.throttled))
  return (
    <Widget title={messages.system} source={source} intervalMs={systemIntervalMs}>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4 2xl:grid-cols-8">
        {(hasBoard ? [...tiles, board] : tiles).map((tile) => (
          <Tile key={tile.label} tile={tile} source={source} />
        ))}
      </dl>
    </Widget>
  )
}

interface TileContent {
  icon: LucideIcon
  label: string
  value(sample: SystemSample): string
  hint(sample: SystemSample): string
  /** How full it is, drawn as a bar. */
  percent?(sample: SystemSample): number | null
  /** What of the last minutes is drawn, where this machine tells of it, and the least that reaches its top. */
  course?: { line: SystemLine; isKnown?(sample: SystemSample): boolean; most(sample: SystemSample): number }
  isBad?(sample: SystemSample): boolean
}

const diskOf = ({ disk_used, disk_total }: SystemSample) => share(disk_used, disk_total)
const swapOf = ({ swap_used, swap_total }: SystemSample) => share(swap_used, swap_total)

const tiles: readonly TileContent[] = [
  {
    icon: HardDrive,
    label: stats.disk,
    value: (sample) => formatPercent(diskOf(sample)),
    hint: (sample) =>
      diskOf(sample) === null
        ? messages.notAvailable
        : messages.of(formatBytes(sample.disk_used), formatBytes(sample.disk_total)),
    percent: diskOf,
  },
  {
    icon: Thermometer,
    label: stats.temperature,
    value: ({ temperature }) => formatTemperature(temperature),
    hint: ({ temperature, temperatures }) => {
      if (temperature === null) return stats.noSensor
      return temperatures.length > 1 ? stats.sensors(temperatures.length - 1) : ''
    },
    course: { line: 'temperature', isKnown: ({ temperature }) => temperature !== null, most: () => hotCelsius },
    isBad: ({ temperature }) => (temperature ?? 0) >= hotCelsius,
  },
  {
    icon: Gauge,
    label: stats.load,
    value: ({ load_1 }) => formatLoad(load_1),
    hint: ({ load_5, load_15 }) => stats.loadHint(formatLoad(load_5), formatLoad(load_15)),
    course: { line: 'load', most: ({ cpu_cores }) => cpu_cores.length },
  },
  { icon: Clock, label: stats.uptime, value: ({ uptime }) => formatDuration(uptime), hint: startOf },
  {
    icon: MemoryStick,
    label: stats.swap,
    value: (sample) => formatPercent(swapOf(sample)),
    hint: (sample) =>
      swapOf(sample) === null
        ? stats.noSwap
        : messages.of(formatBytes(sample.swap_used), formatBytes(sample.swap_total)),
    percent: swapOf,
  },
  {
    icon: Timer,
    label: stats.io,
    value: ({ disk_read_speed }) => formatSpeed(disk_read_speed),
    hint: ({ disk_write_speed }) => `${stats.read}, ${formatSpeed(disk_write_speed)} ${stats.write}`,
    course: { line: 'io', most: () => 2 ** 20 },
  },
  {
    icon: Hourglass,
    label: stats.wait,
    value: ({ cpu_iowait }) => formatPercent(cpu_iowait),
    hint: ({ cpu_steal }) => (cpu_steal ? stats.steal(formatPercent(cpu_steal)) : stats.waitHint),
    course: { line: 'wait', most: () => 10 },
  },
  {
    icon: Scale,
    label: stats.pressure,
    value: (sample) => (knowsPressure(sample) ? formatPercent(Math.max(...pressuresOf(sample))) : missing),
    hint: (sample) =>
      knowsPressure(sample)
        ? stats.pressureHint(
            formatPercent(sample.pressure_cpu),
            formatPercent(sample.pressure_memory),
            formatPercent(sample.pressure_io),
          )
        : stats.noPressure,
    course: { line: 'pressure', isKnown: knowsPressure, most: () => 10 },
  },
]

function pressuresOf({ pressure_cpu, pressure_memory, pressure_io }: SystemSample): number[] {
  return [pressure_cpu, pressure_memory, pressure_io].filter((value) => value !== null)
}

function knowsPressure(sample: SystemSample): boolean {
  return pressuresOf(sample).length > 0
}

/** What slows a Raspberry Pi down: now, or since its start. */
const board: TileContent = {
  icon: Zap,
  label: stats.board,
  value: (sample) => (slowedBy(sample) ? stats.boardSlow : 'OK'),
  hint: (sample) => {
    const earlier = slowedBy(sample, '_occurred')
    // Without its firmware's word a board tells of its power alone.
    const good = sample.throttled?.throttled === null ? stats.boardPartly : stats.boardGood
    return slowedBy(sample) || (earlier ? stats.boardWas(earlier) : good)
  },
  isBad: (sample) => slowedBy(sample) !== '',
}

function slowedBy({ throttled }: SystemSample, when: '' | '_occurred' = ''): string {
  const names = Object.keys(stats.reasons) as (keyof typeof stats.reasons)[]
  return names
    .filter((name) => throttled?.[`${name}${when}`])
    .map((name) => stats.reasons[name])
    .join(', ')
}

function startOf({ timestamp, uptime }: SystemSample): string {
  if (uptime === null) return messages.notAvailable
  return stats.since(formatMinute(Date.parse(timestamp) - uptime * 1000))
}

/** A number stands in one line with its unit. */
const withUnits = (text: string) => text.replace(/(\d) (?=\D)/g, '$1\u00a0')

interface TileProps {
  tile: TileContent
  source: Source<SystemSample>
}

function Tile({ tile, source }: TileProps) {
  const { icon: Icon, label, value, hint, isBad } = tile
  return (
    <div className="bg-page border-line flex min-w-0 flex-col rounded-xl border p-3.5 sm:p-4">
      <dt className="text-muted flex items-center gap-2 text-sm">
        <Icon className="size-4 shrink-0" aria-hidden />
        {label}
      </dt>
      <dd ref={isBad && bindClass(source, 'text-bad', isBad)} className="mt-1.5 text-lg font-semibold sm:text-xl">
        <span ref={bindText(source, value)} />
      </dd>
      <dd ref={bindText(source, (sample) => withUnits(hint(sample)))} className="text-muted mt-0.5 mb-2 grow text-xs" />
      <Drawn tile={tile} source={source} />
    </div>
  )
}

/** What is drawn of it below, where there is anything. */
function Drawn({ tile: { percent, course }, source }: TileProps) {
  const isKnown = useRead(source, ({ data }) => {
    if (!data) return false
    return percent ? percent(data) !== null : (course?.isKnown?.(data) ?? true)
  })
  const most = useRead(source, ({ data }) => (data && course?.most(data)) ?? 0)
  if (!isKnown) return null
  return (
    <>
      {percent && <LiveBar source={source} read={percent} colorOf={fillColor} />}
      {course && <Course line={course.line} scaleOf={atLeast(most)} />}
    </>
  )
}
