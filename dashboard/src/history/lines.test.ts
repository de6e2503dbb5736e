import { describe, expect, test } from 'vitest'
import { history } from '../messages/history.ts'
import { charts, type HistoryChart } from './charts.ts'
import { type Answer, findLoners, firstTime, indexAt, linesOf } from './lines.ts'

const chartOf = (name: keyof typeof history.charts): HistoryChart => {
  const chart = charts.find(({ title }) => title === history.charts[name])
  if (!chart) throw new Error(name)
  return chart
}
const times = [100, 110, 120, 130]
const answer = (series: Answer['series'], start = 0): Answer => ({
  stepSeconds: 10,
  times: times.map((time) => time - start),
  series,
})

describe('the lines of a chart', () => {
  test('have their average, their greatest value, and a band where steps hold several samples', () => {
    const columns = {
      cpu_usage: [1, null, 5, 3],
      cpu_usage_min: [0, null, 4, 2],
      cpu_usage_max: [2, null, 9, 4],
      cpu_iowait: [0, null, 0, 0],
      cpu_steal: [0, null, 0, 0],
    }
    const [usage, iowait, ...more] = linesOf(chartOf('cpu'), answer([{ name: '', columns }]), null, 0)
    expect(usage).toEqual({
      label: 'busy',
      color: 0,
      values: [1, null, 5, 3],
      band: { least: [0, null, 4, 2], greatest: [2, null, 9, 4] },
      before: null,
      average: 3,
      greatest: 9,
    })
    expect([iowait?.label, iowait?.band, more]).toEqual(['waiting for disks', null, []])
    const { cpu_usage } = columns
    expect(linesOf(chartOf('cpu'), answer([{ name: '', columns: { cpu_usage } }]), null, 0)[0]?.band).toBeNull()
  })

  test('are none where nothing is known', () => {
    expect(
      linesOf(chartOf('temperature'), answer([{ name: '', columns: { temperature: [null, null] } }]), null, 0),
    ).toEqual([])
    expect(linesOf(chartOf('dockerCpu'), answer([]), null, 0)).toEqual([])
  })

  test('are a percentage where a column is a part of another', () => {
    const columns = { used: [1, 2, null, 3], total: [4, 4, 4, 0] }
    expect(linesOf(chartOf('filesystem'), answer([{ name: '/srv', columns }]), null, 0)).toMatchObject([
      { label: '/srv', values: [25, 50, null, null], average: 37.5 },
    ])
  })

  test('of containers are the busiest, and one for all of a name', () => {
    const of = (name: string, ...cpu_usage: (number | null)[]) => ({ name, columns: { cpu_usage } })
    const many = Array.from({ length: 9 }, (_, index) => of(`c${index}`, index, index, index, index))
    const series = [of('web', 20, null, null, null), ...many, of('web', null, 30, 30, null)]
    const lines = linesOf(chartOf('dockerCpu'), answer(series), null, 0)
    expect(lines.map(({ label }) => label)).toEqual(['web', 'c8', 'c7', 'c6', 'c5', 'c4', 'c3', 'c2'])
    expect(lines[0]?.values).toEqual([20, 30, 30, null])
  })

  test('keep their colours whoever is the busiest, and share none', () => {
    const of = (name: string, usage: number) => ({ name, columns: { cpu_usage: [usage], memory_usage: [-usage] } })
    const colorsOf = (chart: HistoryChart, series: Answer['series']) =>
      Object.fromEntries(linesOf(chart, answer(series), null, 0).map(({ label, color }) => [label, color]))
    const few = [of('web', 3), of('db', 1), of('mail', 2)]
    const inOrder = { db: 0, mail: 1, web: 2 }
    expect(colorsOf(chartOf('dockerCpu'), few)).toEqual(inOrder)
    expect(colorsOf(chartOf('dockerMemory'), few)).toEqual(inOrder)
    const many = Array.from({ length: 12 }, (_, index) => of(`c${String(index).padStart(2, '0')}`, index))
    expect(colorsOf(chartOf('dockerCpu'), many)).toEqual({
      c04: 4,
      c05: 5,
      c06: 6,
      c07: 7,
      c08: 0,
      c09: 1,
      c10: 2,
      c11: 3,
    })
    // Eight others are shown of the memory; whoever is alone with its place keeps the colour.
    expect(colorsOf(chartOf('dockerMemory'), many)).toEqual({
      c00: 0,
      c01: 1,
      c02: 2,
      c03: 3,
      c04: 4,
      c05: 5,
      c06: 6,
      c07: 7,
    })
    const mixed = many.map(({ name }, index) => of(name, index < 2 ? 20 : index))
    expect(colorsOf(chartOf('dockerCpu'), mixed)).toEqual({
      c00: 0,
      c01: 1,
      c06: 6,
      c07: 7,
      c08: 4,
      c09: 5,
      c10: 2,
      c11: 3,
    })
    const three = [of('c00', 9), ...many.slice(1, 8), of('c08', 9), ...many.slice(9)]
    const colors = Object.values(colorsOf(chartOf('dockerCpu'), three))
    expect(new Set(colors).size).toBe(8)
  })

  test('begin with the first value of any', () => {
    const series = [
      { name: 'a', columns: { cpu_usage: [null, null, null, 1] } },
      { name: 'b', columns: { cpu_usage: [null, null, 2, null] } },
    ]
    expect(firstTime({ times }, linesOf(chartOf('dockerCpu'), answer(series), null, 0))).toBe(120)
    expect(firstTime({ times }, [])).toBeNull()
  })

  test('stand beside those of the time before, whatever steps these have', () => {
    const now = answer([{ name: '', columns: { temperature: [1, 2, 3, 4] } }])
    const before = {
      stepSeconds: 20,
      times: [0, 20, 40],
      series: [{ name: '', columns: { temperature: [50, null, 70] } }],
    }
    const [line] = linesOf(chartOf('temperature'), now, before, 95)
    // The steps of 5, 15, 25 and 35 s.
    expect(line?.before).toEqual({ values: [50, 50, null, null], average: 50 })
    const [other] = linesOf(chartOf('temperature'), now, answer([], 95), 95)
    expect(other?.before).toBeNull()
  })
})

test('a moment lies in the step that began last', () => {
  expect([99, 100, 109.9, 110, 140].map((seconds) => indexAt(answer([]), seconds))).toEqual([-1, 0, 0, 1, 4])
})

test('a value without neighbours is found: a line would leave it out', () => {
  expect(findLoners([1, null, 2, 3, null, 4])).toEqual([0, 5])
  expect(findLoners([null, null])).toEqual([])
})
