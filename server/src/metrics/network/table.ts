import type { NetworkInterface, NetworkSample } from '@home-zenith/contract'
import type { Column, MetricTable } from '../family.ts'

interface NetworkColumn extends Column {
  name: Exclude<keyof NetworkInterface, 'interface_name' | 'is_default'>
}

const columns: readonly NetworkColumn[] = [
  { name: 'download_speed', type: 'float8' },
  { name: 'upload_speed', type: 'float8' },
  { name: 'connected_devices', type: 'int4' },
  { name: 'link_speed', type: 'int8' },
]

/** One row an interface, in bytes per second. */
export const networkTable: MetricTable<NetworkSample> = {
  name: 'network_metrics',
  columns,
  series: {
    parameter: 'interface',
    table: 'interfaces',
    column: 'interface_id',
    labels: ['interface_name'],
    choose: (latest) => latest?.interface_name ?? null,
  },
  rows: ({ interfaces }) =>
    interfaces.map((entry) => ({ labels: [entry.interface_name], values: columns.map(({ name }) => entry[name]) })),
}
