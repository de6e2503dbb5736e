import type { HistoryChart, LineSpec } from './charts.ts'

export type Values = readonly (number | null)[]

/** A thing's columns over the same steps as those of all others. */
export interface SeriesColumns {
  name: string
  columns: Readonly<Record<string, Values | undefined>>
}

/** An answer of the history, whether of one thing or of several. */
export interface Answer {
  stepSeconds: number
  /** The start of each step in seconds since the epoch, whether it has samples or not. */
  times: readonly number[]
  series: readonly SeriesColumns[]
}

export const colorCount = 8

/** A line of a chart: a value a step, null where there is none. */
export interface Line {
  label: string
  /** Which of the colours, from 0 on. */
  color: number
  values: Values
  /** The least and the greatest of each step, where steps hold several samples. */
  band: { least: Values; greatest: Values } | null
  /** The time that it is compared with. */
  before: { values: Values; average: number | null } | null
  average: number | null
  greatest: number | null
}

/** What a chart shows of an answer. `compared` is that of the time `compareSeconds` before. */
export function linesOf(chart: HistoryChart, answer: Answer, compared: Answer | null, compareSeconds: number): Line[] {
  const lines = allLines(chart, answer)
  const shown = paint(lines, chart.most === undefined ? lines : greatestFirst(lines).slice(0, chart.most))
  if (!compared) return shown
  const before = allLines(chart, compared)
  return shown.map((line) => {
    const same = before.find(({ label }) => label === line.label)
    if (!same) return line
    const values = shift(answer.times, compared, same.values, compareSeconds)
    return { ...line, before: { values, average: average(values) } }
  })
}

/** When the first value begins, in seconds since the epoch; null where there is none. */
export function firstTime({ times }: Pick<Answer, 'times'>, lines: readonly Line[]): number | null {
  return times.find((_time, index) => lines.some(({ values }) => (values[index] ?? null) !== null)) ?? null
}

/**
 * Each that is shown gets a colour by its place among all, not among those shown: it keeps it from chart to chart. Of two that
 * would have the same one, the later gets one that is left.
 */
function paint(all: readonly Line[], shown: readonly Line[]): Line[] {
  const own = all.map(({ label }, index) => ({ label, color: index % colorCount }))
  const wanted = own.filter(({ label }) => shown.some((line) => line.label === label))
  const first = wanted.filter(({ color }, index) => wanted.findIndex((one) => one.color === color) === index)
  const left = Array.from({ length: colorCount }, (_, color) => color).filter((color) =>
    first.every((one) => one.color !== color),
  )
  const colors = new Map(first.map(({ label, color }) => [label, color]))
  for (const { label, color } of wanted) if (!colors.has(label)) colors.set(label, left.shift() ?? color)
  return shown.map((line) => ({ ...line, color: colors.get(line.label) ?? 0 }))
}

/** The greatest value of a column that is read but not drawn; null where it has none. */
export function greatestOf(answer: Answer, field: string): number | null {
  return greatest(answer.series.flatMap(({ columns }) => columns[field] ?? []))
}

function allLines(chart: HistoryChart, { series }: Answer): Line[] {
  return joinByName(series).flatMap(({ name, columns }) =>
    chart.lines.flatMap((spec) => {
      const line = lineOf(name, columns, spec)
      return line.average === null || (spec.isRare && line.greatest === 0) ? [] : [line]
    }),
  )
}

/** How many things an answer has values of. */
export function countNames({ series }: Answer): number {
  return new Set(series.map(({ name }) => name)).size
}

function greatestFirst(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => (b.average ?? 0) - (a.average ?? 0))
}

/** By their names. A container that was made anew has that of its predecessor: to a person they are one. */
export function joinByName(series: readonly SeriesColumns[]): SeriesColumns[] {
  const byName = new Map<string, SeriesColumns>()
  for (const one of series) {
    const other = byName.get(one.name)
    byName.set(one.name, other ? { name: one.name, columns: addColumns(other.columns, one.columns) } : one)
  }
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function addColumns(one: SeriesColumns['columns'], other: SeriesColumns['columns']): SeriesColumns['columns'] {
  return Object.fromEntries(
    Object.entries(one).map(([field, values = []]) => [
      field,
      values.map((value, index) => {
        const more = other[field]?.[index] ?? null
        return value === null ? more : value + (more ?? 0)
      }),
    ]),
  )
}

function lineOf(name: string, columns: SeriesColumns['columns'], { field, label, of, hasBand }: LineSpec): Line {
  const total = of === undefined ? undefined : (columns[of] ?? [])
  const read = (suffix: string) => {
    const values = columns[field + suffix]
    return values && total ? values.map((value, index) => percentOf(value, total[index])) : values
  }
  const values = read('') ?? []
  const [least, most] = [read('_min'), read('_max')]
  return {
    label: label || name,
    color: 0,
    values,
    band: hasBand && least && most ? { least, greatest: most } : null,
    before: null,
    average: average(values),
    greatest: greatest(most ?? values),
  }
}

function percentOf(value: number | null, total: number | null | undefined): number | null {
  return value === null || !total ? null : (value / total) * 100
}

export function average(values: Values): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

export function greatest(values: Values): number | null {
  return values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null)
}

/** The values of an earlier time at the steps of a later one. */
function shift(times: readonly number[], earlier: Answer, values: Values, bySeconds: number): Values {
  return times.map((time) => values[indexAt(earlier, time - bySeconds)] ?? null)
}

/** The step that a moment lies in; one out of range where it lies in none. */
export function indexAt({ times, stepSeconds }: Pick<Answer, 'times' | 'stepSeconds'>, seconds: number): number {
  return Math.floor((seconds - (times[0] ?? Number.NaN)) / stepSeconds)
}

/** Values whose neighbours are both missing: a line would leave them out. */
export function findLoners(values: Values): number[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : [],
  )
}
