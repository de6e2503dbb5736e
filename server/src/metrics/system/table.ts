import type { SystemSample } from '@home-zenith/contract'
import type { Column, MetricTable } from '../family.ts'

interface SystemColumn extends Column {
  name: Exclude<keyof SystemSample, 'timestamp' | 'cpu_cores' | 'temperatures' | 'throttled'>
}

const columns: readonly SystemColumn[] = [
  { name: 'cpu_usage', type: 'float8' },
  { name: 'memory_used', type: 'int8' },
  { name: 'memory_total', type: 'int8' },
  { name: 'disk_used', type: 'int8' },
  { name: 'disk_total', type: 'int8' },
  { name: 'temperature', type: 'float8' },
  { name: 'uptime', type: 'int4' },
  { name: 'load_1', type: 'float8' },
  { name: 'load_5', type: 'float8' },
  { name: 'load_15', type: 'float8' },
  { name: 'swap_used', type: 'int8' },
  { name: 'swap_total', type: 'int8' },
  { name: 'cpu_iowait', type: 'float8' },
  { name: 'cpu_steal', type: 'float8' },
  { name: 'disk_read_speed', type: 'float8' },
  { name: 'disk_write_speed', type: 'float8' },
  { name: 'pressure_cpu', type: 'float8' },
  { name: 'pressure_memory', type: 'float8' },
  { name: 'pressure_io', type: 'float8' },
]

/** One row a sample, in bytes, percent, degrees Celsius and seconds; the lists are for the present alone. */
export const systemTable: MetricTable<SystemSample> = {
  name: 'system_metrics',
  columns,
  rows: (sample) => [{ labels: [], values: columns.map(({ name }) => sample[name]) }],
}
