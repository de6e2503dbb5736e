import type { Range } from './choose-step.ts'

/** A history as the database gives it: the text of each value, a column an array, oldest first. */
export interface Columns {
  /** Milliseconds since the epoch. */
  times: readonly number[]
  names: readonly string[]
  values: readonly (readonly string[])[]
}

/** The form of a history: what its part of the answer is. */
export type Render = (columns: Columns, range: Range) => string

/** `"points":[…]`, a gap left out. */
export function renderPoints({ times, names, values }: Columns): string {
  const keys = names.map((name) => `,"${name}":`)
  let text = '"points":['
  for (let row = 0; row < times.length; row += 1) {
    if (row > 0) text += ','
    text += `{"timestamp":"${new Date(times[row] ?? 0).toISOString()}"`
    for (let column = 0; column < keys.length; column += 1) text += `${keys[column]}${values[column]?.[row]}`
    text += '}'
  }
  return `${text}]`
}

/** `"timestamps":[…],"columns":{…}`, a row a step of the range: all series of an answer then share their timestamps. */
export function renderColumns({ times, names, values }: Columns, { fromMs, toMs, stepSeconds }: Range): string {
  const stepMs = stepSeconds * 1000
  const steps = Array.from({ length: (toMs - fromMs) / stepMs }, (_, step) => fromMs / 1000 + step * stepSeconds)
  const stepOf = times.map((timeMs) => Math.floor((timeMs - fromMs) / stepMs))
  const columns = names.map((name, column) => {
    const filled: string[] = Array(steps.length).fill('null')
    for (let row = 0; row < stepOf.length; row += 1) filled[stepOf[row] ?? 0] = values[column]?.[row] ?? 'null'
    return `"${name}":[${filled.join(',')}]`
  })
  return `"timestamps":[${steps.join(',')}],"columns":{${columns.join(',')}}`
}
