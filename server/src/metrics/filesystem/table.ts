import type { Filesystem, FilesystemSample } from '@home-zenith/contract'
import type { Column, MetricTable } from '../family.ts'

interface FilesystemColumn extends Column {
  name: 'used' | 'total' | 'inodes_used' | 'inodes_total'
}

const columns: readonly FilesystemColumn[] = [
  { name: 'used', type: 'int8' },
  { name: 'total', type: 'int8' },
  { name: 'inodes_used', type: 'int8' },
  { name: 'inodes_total', type: 'int8' },
]

/** One row a mount that answered, in bytes. */
export const filesystemTable: MetricTable<FilesystemSample> = {
  name: 'filesystem_metrics',
  columns,
  series: { parameter: 'mount', table: 'mounts', column: 'mount_id', labels: ['mount'], choose: () => '/' },
  rows: ({ filesystems }) => filesystems.filter(({ total }) => total !== null).map(rowOf),
}

function rowOf(filesystem: Filesystem) {
  return { labels: [filesystem.mount], values: columns.map(({ name }) => filesystem[name]) }
}
