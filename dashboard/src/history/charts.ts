import {
  type AxisMarks,
  byteMarks,
  formatBytes,
  formatByteTick,
  formatDiskSpeed,
  formatDiskSpeedTick,
  formatLoad,
  formatPercent,
  formatPercentTick,
  formatSpeed,
  formatSpeedTick,
  formatTemperature,
  formatTemperatureTick,
  speedMarks,
  temperatureMarks,
} from '../format.ts'
import { history } from '../messages/history.ts'

/** A column of the history that is drawn; of a family with several of a thing, one line each. */
export interface LineSpec {
  field: string
  label: string
  /** Drawn as a percentage of this column. */
  of?: string
  /** Whether the least and the greatest value of each step are drawn around its average. */
  hasBand?: boolean
  /** Left out where it is 0 all the time: most machines do not have it. */
  isRare?: boolean
}

/** A chart of the history page. */
export interface HistoryChart {
  title: string
  /** What it shows, where the title does not tell everybody. */
  hint?: string
  family: 'system' | 'network' | 'filesystem' | 'docker'
  lines: readonly LineSpec[]
  /** Fields that are read but not drawn: the axis ends at the greatest value of it. */
  limit?: string
  /** What chooses among several of a thing. */
  parameter?: 'mount' | 'interface' | 'container'
  /** Of many only so many, those whose average is the greatest. */
  most?: number
  range: { kind: 'percent' } | { kind: 'from-zero'; least: number } | { kind: 'around'; least: number }
  /** Where the axis of values has its marks, if not at any round numbers. */
  marks?(): AxisMarks
  empty?: string
  format(value: number | null | undefined): string
  formatTick(value: number): string
}

const { charts: titles, lines, emptyOf } = history
const percent = { range: { kind: 'percent' }, format: formatPercent, formatTick: formatPercentTick } as const
const speed = {
  range: { kind: 'from-zero', least: 1024 },
  marks: speedMarks,
  format: formatSpeed,
  formatTick: formatSpeedTick,
} as const
const diskSpeed = { ...speed, marks: byteMarks, format: formatDiskSpeed, formatTick: formatDiskSpeedTick } as const
const bytes = {
  range: { kind: 'from-zero', least: 2 ** 20 },
  marks: byteMarks,
  format: formatBytes,
  formatTick: formatByteTick,
} as const

const diskLines: readonly LineSpec[] = [
  { field: 'disk_read_speed', label: lines.read, hasBand: true },
  { field: 'disk_write_speed', label: lines.write, hasBand: true },
]

const cores = {
  family: 'docker',
  parameter: 'container',
  range: { kind: 'from-zero', least: 1 },
  empty: emptyOf.docker,
  format: formatPercent,
  formatTick: formatPercentTick,
} as const
const memory = { ...bytes, family: 'docker', parameter: 'container', empty: emptyOf.docker } as const

/** Those of all containers together. */
export const containersCharts: readonly HistoryChart[] = [
  { ...cores, title: titles.dockerCpu, lines: [{ field: 'cpu_usage', label: '' }], most: 8 },
  { ...memory, title: titles.dockerMemory, lines: [{ field: 'memory_usage', label: '' }], most: 8 },
]

/** Those of one container. */
export const containerCharts: readonly HistoryChart[] = [
  {
    ...cores,
    title: titles.cpu,
    lines: [{ field: 'cpu_usage', label: lines.usage, hasBand: true }],
  },
  {
    ...memory,
    title: titles.memory,
    lines: [{ field: 'memory_usage', label: lines.memory, hasBand: true }],
  },
  {
    ...speed,
    title: titles.network,
    family: 'docker',
    parameter: 'container',
    lines: [
      { field: 'network_rx_speed', label: lines.received, hasBand: true },
      { field: 'network_tx_speed', label: lines.sent, hasBand: true },
    ],
    empty: emptyOf.containerNetwork,
  },
  {
    ...diskSpeed,
    title: titles.disk,
    family: 'docker',
    parameter: 'container',
    lines: diskLines,
    empty: emptyOf.docker,
  },
]

/** The charts of the whole machine in their order. */
export const charts: readonly HistoryChart[] = [
  {
    ...percent,
    title: titles.cpu,
    family: 'system',
    lines: [
      { field: 'cpu_usage', label: lines.usage, hasBand: true },
      { field: 'cpu_iowait', label: lines.iowait },
      { field: 'cpu_steal', label: lines.steal, isRare: true },
    ],
  },
  {
    ...bytes,
    title: titles.memory,
    family: 'system',
    lines: [
      { field: 'memory_used', label: lines.memory, hasBand: true },
      { field: 'swap_used', label: lines.swap },
    ],
    limit: 'memory_total',
  },
  ...containersCharts,
  {
    ...speed,
    title: titles.network,
    family: 'network',
    parameter: 'interface',
    lines: [
      { field: 'download_speed', label: lines.download, hasBand: true },
      { field: 'upload_speed', label: lines.upload, hasBand: true },
    ],
    empty: emptyOf.network,
  },
  {
    ...diskSpeed,
    title: titles.disk,
    family: 'system',
    lines: diskLines,
  },
  {
    title: titles.temperature,
    family: 'system',
    lines: [{ field: 'temperature', label: lines.temperature, hasBand: true }],
    range: { kind: 'around', least: 10 },
    empty: emptyOf.temperature,
    format: formatTemperature,
    formatTick: formatTemperatureTick,
    marks: temperatureMarks,
  },
  {
    ...percent,
    title: titles.filesystem,
    family: 'filesystem',
    parameter: 'mount',
    lines: [{ field: 'used', of: 'total', label: '' }],
    most: 8,
  },
  {
    title: titles.load,
    family: 'system',
    lines: [
      { field: 'load_1', label: lines.load1, hasBand: true },
      { field: 'load_5', label: lines.load5 },
      { field: 'load_15', label: lines.load15 },
    ],
    range: { kind: 'from-zero', least: 1 },
    format: formatLoad,
    formatTick: String,
  },
  {
    title: titles.pressure,
    hint: history.pressureHint,
    family: 'system',
    lines: [
      { field: 'pressure_cpu', label: lines.cpu, hasBand: true },
      { field: 'pressure_memory', label: lines.memory },
      { field: 'pressure_io', label: lines.io },
    ],
    range: { kind: 'from-zero', least: 5 },
    empty: emptyOf.pressure,
    format: formatPercent,
    formatTick: formatPercentTick,
  },
]

/** The columns that a chart needs of its family. */
export function fieldsOf({ lines, limit }: HistoryChart): string[] {
  return [...new Set([...lines.flatMap(({ field, of }) => (of ? [field, of] : [field])), ...(limit ? [limit] : [])])]
}
