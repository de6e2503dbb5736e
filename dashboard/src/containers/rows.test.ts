import type { Container } from '@home-zenith/contract'
import { describe, expect, test } from 'vitest'
import { pathOfContainer } from './path-of-container.ts'
import { isFound, rowsOf, type SortKey, sortRows } from './rows.ts'

const container = (container_name: string, more: Partial<Container> = {}): Container => ({
  timestamp: '2026-01-01T00:00:00.000Z',
  container_id: 'a',
  container_name,
  image: `img/${container_name}`,
  status: 'running',
  health: null,
  started_at: '2025-12-31T00:00:00.000Z',
  restart_count: 0,
  cpu_usage: 1,
  memory_usage: 2,
  memory_limit: 3,
  network_rx_speed: 4,
  network_tx_speed: 5,
  disk_read_speed: 6,
  disk_write_speed: 7,
  ...more,
})
const answer = (used: Record<string, (number | null)[]>) => ({
  stepSeconds: 60,
  times: [0, 60],
  series: Object.entries(used).map(([name, cpu_usage]) => ({ name, columns: { cpu_usage } })),
})

describe('the rows', () => {
  test('are the containers with what they used, and those that are gone and used something', () => {
    const stopped = container('b', { status: 'exited', cpu_usage: null })
    const rows = rowsOf([container('a'), stopped], answer({ a: [2, 4], gone: [null, 9], idle: [null, null] }))
    expect(rows.map(({ name, status, cpu, cpuAverage, cpuMost }) => [name, status, cpu, cpuAverage, cpuMost])).toEqual([
      ['a', 'running', 1, 3, 4],
      ['b', 'exited', null, null, null],
      ['gone', 'removed', null, 9, 9],
    ])
    // What has ended is not up since its start.
    expect(rows.map(({ startedMs }) => startedMs)).toEqual([Date.UTC(2025, 11, 31), null, null])
  })

  test('are there before it is known what they used', () => {
    expect(rowsOf([container('a')], undefined)).toMatchObject([
      { name: 'a', courses: { cpu: [], memory: [], network: [] }, cpuAverage: null },
    ])
  })

  test('have the course of what they used, of the network both ways', () => {
    const columns = {
      cpu_usage: [1, 2],
      memory_usage: [3, null],
      network_rx_speed: [5, null],
      network_tx_speed: [7, 8],
    }
    const [row] = rowsOf([container('a')], { stepSeconds: 60, times: [0, 60], series: [{ name: 'a', columns }] })
    expect(row?.courses).toEqual({ cpu: [1, 2], memory: [3, null], network: [12, null] })
  })

  const rows = rowsOf(
    [container('b', { cpu_usage: 5 }), container('a', { cpu_usage: null }), container('c', { cpu_usage: 7 })],
    undefined,
  )
  test.each([
    ['cpu', true, 'cba'],
    ['cpu', false, 'bca'],
    ['name', false, 'abc'],
    ['name', true, 'cba'],
    ['cpuAverage', true, 'abc'],
  ] as [SortKey, boolean, string][])('by %s, descending %s, are %s', (key, isDescending, names) => {
    const sorted = sortRows(rows, { key, isDescending })
    expect(sorted.map(({ name }) => name).join('')).toBe(names)
  })

  test.each([
    ['', true],
    ['WEB', true],
    ['nginx run', true],
    ['nginx exited', false],
    ['unhealthy', true],
  ])('are searched for %s', (search, found) => {
    const [row] = rowsOf([container('web-1', { image: 'nginx', health: 'unhealthy' })], undefined)
    expect(row && isFound(row, search)).toBe(found)
  })
})

test("a container's address has no dot, which would be a file's", () => {
  expect(pathOfContainer('my.app_1')).toBe('/containers/my%2Eapp_1')
})
