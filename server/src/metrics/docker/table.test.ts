import { type Container, containerSchema } from '@home-zenith/contract'
import { expect, test } from 'vitest'
import { dockerTable } from './table.ts'
import { unknownUsage } from './usage.ts'

const container: Container = {
  timestamp: '2026-01-01T12:00:00.000Z',
  container_id: 'a'.repeat(64),
  container_name: 'web',
  image: 'nginx',
  status: 'running',
  health: null,
  started_at: null,
  restart_count: 0,
  ...unknownUsage,
}
const sampleOf = (...containers: Container[]) => ({ timestamp: '', available: true, reason: null, containers })

test('a running container has a row, in the order of the columns; one without usage has a name only', () => {
  const sample = sampleOf({ ...container, cpu_usage: 1, disk_write_speed: 7 }, { ...container, container_id: 'b' })
  expect(dockerTable.rows(sample)).toEqual([
    { labels: ['a'.repeat(64), 'web', 'nginx'], values: [1, null, null, null, null, null, 7] },
  ])
  expect(dockerTable.series?.named?.(sample)).toEqual([
    ['a'.repeat(64), 'web', 'nginx'],
    ['b', 'web', 'nginx'],
  ])
})

test('one that is removed is told with its names, and nothing else', () => {
  const seen = '2026-01-01T11:00:00.000Z'
  const describe = dockerTable.series?.detail?.describe
  const removed = describe?.([container.container_id, 'web', 'nginx'], seen, sampleOf())
  expect(removed).toEqual({ ...container, timestamp: seen, status: 'removed', restart_count: null })
  expect(containerSchema.parse(removed)).toEqual(removed)
  expect(describe?.([container.container_id], seen, sampleOf(container))).toBe(container)
})
