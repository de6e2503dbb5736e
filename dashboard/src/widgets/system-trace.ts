import type { SystemSample } from '@home-zenith/contract'
import { numberIn, type Trace } from '../api/points.ts'
import { share } from '../format.ts'

type Row = Readonly<Record<string, unknown>>
const of = (field: keyof SystemSample) => (row: Row) => numberIn(row, field)

/** The greatest, or the sum, of what is known; null where nothing is. */
const known = (row: Row, fields: readonly (keyof SystemSample)[]) =>
  fields.map((field) => numberIn(row, field)).filter((value) => value !== null)

const pressures = ['pressure_cpu', 'pressure_memory', 'pressure_io'] as const
const speeds = ['disk_read_speed', 'disk_write_speed'] as const

// The chart draws the first two.
const lines = {
  cpu: of('cpu_usage'),
  memory: (row: Row) => share(numberIn(row, 'memory_used'), numberIn(row, 'memory_total')),
  temperature: of('temperature'),
  load: of('load_1'),
  wait: of('cpu_iowait'),
  io: (row: Row) => {
    const values = known(row, speeds)
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : null
  },
  pressure: (row: Row) => {
    const values = known(row, pressures)
    return values.length > 0 ? Math.max(...values) : null
  },
} satisfies Record<string, (row: Row) => number | null>

export type SystemLine = keyof typeof lines
/** Where it stands among the lines of the trace. */
export const indexOfLine = (line: SystemLine) => Object.keys(lines).indexOf(line)
/** What a line tells of a sample. */
export const valueOfLine = (line: SystemLine, sample: SystemSample) => lines[line]({ ...sample })
const readers = Object.values(lines)

/** The last minutes of the machine: one trace for all that shows them, asked for once. */
export const systemTrace: Trace = {
  family: 'system',
  fields: [
    'cpu_usage',
    'memory_used',
    'memory_total',
    'temperature',
    'load_1',
    'cpu_iowait',
    ...speeds,
    ...pressures,
  ] satisfies (keyof SystemSample)[],
  read: (row) => readers.map((read) => read(row)),
}

export const systemIntervalMs = 5000
