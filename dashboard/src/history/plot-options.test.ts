import { describe, expect, test } from 'vitest'
import { rangeOf, shapeOf, toPlotData } from './plot-options.ts'

describe('the columns of a plot', () => {
  const line = { label: 'a', color: 2, values: [3, 4], band: null, before: null, average: 3, greatest: 4 }
  test('are the times, and of each line its band, the time before, and its values', () => {
    const full = { ...line, band: { least: [1, 2], greatest: [5, 6] }, before: { values: [7, 8], average: 7.5 } }
    expect(toPlotData([10, 20], [full, line])).toEqual([
      [10, 20],
      [1, 2],
      [5, 6],
      [7, 8],
      [3, 4],
      [3, 4],
    ])
    expect([full, line].map(shapeOf)).toEqual([
      { label: 'a', color: 2, hasBand: true, hasBefore: true },
      { label: 'a', color: 2, hasBand: false, hasBefore: false },
    ])
  })
})

describe('the axis of values', () => {
  const range = (kind: 'percent' | 'from-zero' | 'around', least: number) => ({ range: { kind, least } })
  test.each([
    [range('percent', 0), 3, 7, null, [0, 100]],
    [range('from-zero', 1), 3, 10, null, [0, 11]],
    [range('from-zero', 1024), 0, 0, null, [0, 1024]],
    [range('from-zero', 1), 3, 10, 64, [0, 64]],
    [range('around', 10), 40, 44, null, [37, 47]],
    [range('around', 10), 40, 60, null, [38, 62]],
    [range('from-zero', 1), null, null, null, [0, 1]],
  ] as const)('of %o from %d to %d with the limit %d', (chart, least, greatest, limit, ends) => {
    const [from, to] = rangeOf(chart, least, greatest, limit)
    expect(from).toBeCloseTo(ends[0])
    expect(to).toBeCloseTo(ends[1])
  })
})
