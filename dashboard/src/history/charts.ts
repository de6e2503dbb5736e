import {
  formatBytes,
  formatByteTick,
  formatCelsius,
  formatLoad,
  formatPercent,
  formatPercentTick,
  formatSpeed,
  formatSpeedTick,
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
  id: keyof typeof history.charts
  family: 'system' | 'network' | 'filesystem' | 'docker'
  lines: readonly LineSpec[]
  /** Fields that are read but not drawn: the axis ends at the greatest value of it. */
  limit?: string
  /** What chooses among several of a thing: all of them are drawn, but of the network only one. */
  parameter?: 'mount' | 'interface' | 'container'
  /** Of many only so many, those whose average is the greatest. */
  most?: number
  range: { kind: 'percent' } | { kind: 'from-zero'; least: number } | { kind: 'around'; least: number }
  isBytes?: boolean
  empty?: string
  format(value: number | null | undefined): string
  formatTick(value: number): string
}

const { lines, emptyOf } = history
const percent = { range: { kind: 'percent' }, format: formatPercent, formatTick: formatPercentTick } as const
const speed = {
  range: { kind: 'from-zero', least: 1024 },
  isBytes: true,
  format: formatSpeed,
  formatTick: formatSpeedTick,
} as const
const bytes = {
  range: { kind: 'from-zero', least: 2 ** 20 },
  isBytes: true,
  format: formatBytes,
  formatTick: formatByteTick,
} as const

/** The charts in their order. */
export const charts: readonly HistoryChart[] = [
  {
    ...percent,
    id: 'cpu',
    family: 'system',
    lines: [
      { field: 'cpu_usage', label: lines.usage, hasBand: true },
      { field: 'cpu_iowait', label: lines.iowait },
      { field: 'cpu_steal', label: lines.steal, isRare: true },
    ],
  },
  {
    ...bytes,
    id: 'memory',
    family: 'system',
    lines: [
      { field: 'memory_used', label: lines.memory, hasBand: true },
      { field: 'swap_used', label: lines.swap },
    ],
    limit: 'memory_total',
  },
  {
    id: 'dockerCpu',
    family: 'docker',
    parameter: 'container',
    lines: [{ field: 'cpu_usage', label: '' }],
    most: 8,
    range: { kind: 'from-zero', least: 1 },
    empty: emptyOf.docker,
    format: formatPercent,
    formatTick: formatPercentTick,
  },
  {
    ...bytes,
    id: 'dockerMemory',
    family: 'docker',
    parameter: 'container',
    lines: [{ field: 'memory_usage', label: '' }],
    most: 8,
    empty: emptyOf.docker,
  },
  {
    ...speed,
    id: 'network',
    family: 'network',
    parameter: 'interface',
    lines: [
      { field: 'download_speed', label: lines.download, hasBand: true },
      { field: 'upload_speed', label: lines.upload, hasBand: true },
    ],
    empty: emptyOf.network,
  },
  {
    ...speed,
    id: 'disk',
    family: 'system',
    lines: [
      { field: 'disk_read_speed', label: lines.read, hasBand: true },
      { field: 'disk_write_speed', label: lines.write, hasBand: true },
    ],
  },
  {
    id: 'temperature',
    family: 'system',
    lines: [{ field: 'temperature', label: lines.temperature, hasBand: true }],
    range: { kind: 'around', least: 10 },
    empty: emptyOf.temperature,
    format: formatCelsius,
    formatTick: (value) => `${value} °C`,
  },
  {
    ...percent,
    id: 'filesystem',
    family: 'filesystem',
    parameter: 'mount',
    lines: [{ field: 'used', of: 'total', label: '' }],
    most: 8,
  },
  {
    id: 'load',
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
    id: 'pressure',
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
