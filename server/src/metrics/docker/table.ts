import { type Container, containerDetailSchema, type DockerSample } from '@home-zenith/contract'
import type { Column, MetricTable } from '../family.ts'
import { findContainers } from './find-containers.ts'
import { type Usage, unknownUsage } from './usage.ts'

interface DockerColumn extends Column {
  name: keyof Usage
}

const columns: readonly DockerColumn[] = [
  { name: 'cpu_usage', type: 'float8' },
  { name: 'memory_usage', type: 'int8' },
  { name: 'memory_limit', type: 'int8' },
  { name: 'network_rx_speed', type: 'float8' },
  { name: 'network_tx_speed', type: 'float8' },
  { name: 'disk_read_speed', type: 'float8' },
  { name: 'disk_write_speed', type: 'float8' },
]

/** One row a running container, in percent of a core, bytes and bytes per second. */
export const dockerTable: MetricTable<DockerSample> = {
  name: 'docker_metrics',
  columns,
  series: {
    parameter: 'container',
    table: 'containers',
    column: 'container_ref',
    labels: ['container_id', 'container_name', 'image'],
    choose: () => '*',
    named: ({ containers }) => containers.map(labelsOf),
    find: findContainers,
    detail: {
      path: 'containerId',
      schema: containerDetailSchema,
      notFound: 'container_not_found',
      describe: (labels, lastSeen, latest) =>
        latest?.containers.find(({ container_id }) => container_id === labels[0]) ?? describeRemoved(labels, lastSeen),
    },
  },
  rows: ({ containers }) =>
    containers
      .filter((container) => columns.some(({ name }) => container[name] !== null))
      .map((container) => ({ labels: labelsOf(container), values: columns.map(({ name }) => container[name]) })),
}

function labelsOf({ container_id, container_name, image }: Container): string[] {
  return [container_id, container_name, image]
}

function describeRemoved(labels: readonly string[], lastSeen: string): Container {
  const [container_id = '', container_name = '', image = ''] = labels
  return {
    timestamp: lastSeen,
    container_id,
    container_name,
    image,
    status: 'removed',
    health: null,
    started_at: null,
    restart_count: null,
    ...unknownUsage,
  }
}
