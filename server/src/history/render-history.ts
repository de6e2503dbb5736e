import type { Range } from './choose-step.ts'
import type { Columns } from './history-reader.ts'

export interface Piece {
  fromMs: number
  toMs: number
}

/**
 * A form of a history in JSON. What is known of a piece of it is texts, which are put one after the other: each begins with a
 * comma, for half as many parts are written in half the time.
 */
export interface Form {
  name: 'points' | 'columns'
  render(columns: Columns, piece: Piece): string[]
  /** What stands for a piece without samples. */
  absent(piece: Piece): string[]
  /** The members of the answer's object, in parts. */
  join(pieces: readonly string[][]): string[]
}

/** `"points":[…]`, a gap left out. */
export function pointsForm(names: readonly string[]): Form {
  const keys = names.map((name) => `,"${name}":`)
  return {
    name: 'points',
    render({ times, values }) {
      const points = times.map((timeMs, row) => {
        let point = `{"timestamp":"${new Date(timeMs).toISOString()}"`
        for (let column = 0; column < keys.length; column += 1) point += `${keys[column]}${values[column]?.[row]}`
        return `${point}}`
      })
      return [`,${points.join(',')}`]
    },
    absent: () => [],
    join: (pieces) => ['"points":[', ...chain(pieces.flat()), ']'],
  }
}

/** `"timestamps":[…],"columns":{…}`, a row a step of the range: all series of an answer then share their timestamps. */
export function columnsForm(names: readonly string[], { fromMs, toMs, stepSeconds }: Range): Form {
  const stepMs = stepSeconds * 1000
  const lengthOf = (piece: Piece) => (piece.toMs - piece.fromMs) / stepMs
  const times = Array.from({ length: lengthOf({ fromMs, toMs }) }, (_, step) => fromMs / 1000 + step * stepSeconds)
  const timestamps = `"timestamps":[${times.join(',')}]`
  return {
    name: 'columns',
    render(columns, piece) {
      const steps = columns.times.map((timeMs) => Math.floor((timeMs - piece.fromMs) / stepMs))
      return columns.values.map((column) => {
        if (column.length === lengthOf(piece)) return `,${column.join(',')}`
        const filled: string[] = Array(lengthOf(piece)).fill('null')
        for (const [row, step] of steps.entries()) filled[step] = column[row] ?? 'null'
        return `,${filled.join(',')}`
      })
    },
    absent: (piece) => Array(names.length).fill(',null'.repeat(lengthOf(piece))),
    join(pieces) {
      const columns = names.flatMap((name, column) => [
        `${column > 0 ? '],' : ''}"${name}":[`,
        ...chain(pieces.map((texts) => texts[column] ?? '')),
      ])
      return [`${timestamps},"columns":{`, ...columns, ']}']
    },
  }
}

function chain([first = ',', ...others]: readonly string[]): string[] {
  return [first.slice(1), ...others]
}
