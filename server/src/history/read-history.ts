import type { Column } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import type { Range } from './choose-step.ts'

export interface HistoryRequest {
  table: string
  hostId: number
  columns: readonly Column[]
  range: Range
  /** Whether a step holds several samples: each column then comes with `_min` and `_max`, and there is a count. */
  isAggregated: boolean
}

/**
 * The points of a history as the text of a JSON array, oldest first.
 *
 * One statement; the database turns each column into one text and Node only joins them: 298 answers of 1,440 rows a
 * second, where `json_agg` gives 171 and rows 68.
 */
export async function readHistory(prisma: PrismaClient, request: HistoryRequest): Promise<string> {
  const { hostId, range } = request
  const parts = request.isAggregated ? aggregatedParts(request) : rawParts(request)
  const texts = parts.map(({ sql }, index) => `string_agg(coalesce((${sql})::text, 'null'), ',') AS c${index}`)
  const [row] = await prisma.$queryRawUnsafe<Record<string, string | null>[]>(
    `SELECT ${texts.join(', ')} FROM (${request.isAggregated ? bucketsOf(request) : rowsOf(request)}) AS points`,
    hostId,
    range.fromMs / 1000,
    range.toMs / 1000,
  )
  return joinColumns(
    parts.map((part) => part.name),
    parts.map((_, index) => row?.[`c${index}`]?.split(',') ?? []),
  )
}

interface Part {
  name: string
  sql: string
}

// Milliseconds since the epoch; the text of the time is made in Node, which is cheaper than `to_char`.
const epochMs = "(date_part('epoch', timestamp) * 1000)::int8"

function rawParts({ columns }: HistoryRequest): Part[] {
  return [{ name: 'timestamp', sql: epochMs }, ...columns.map(({ name }) => ({ name, sql: name }))]
}

function rowsOf({ table, columns }: HistoryRequest): string {
  return `SELECT timestamp, ${columns.map(({ name }) => name).join(', ')} ${rangeOf(table)} ORDER BY timestamp`
}

function aggregatedParts({ columns }: HistoryRequest): Part[] {
  const values = columns.flatMap(({ name }) => [name, `${name}_min`, `${name}_max`])
  return ['timestamp', ...values, 'sample_count'].map((name) => ({ name, sql: name }))
}

function bucketsOf({ table, columns, range }: HistoryRequest): string {
  const { stepSeconds } = range
  const values = columns.map(
    ({ name }) => `avg(${name}::float8) AS ${name}, min(${name}) AS ${name}_min, max(${name}) AS ${name}_max`,
  )
  return `SELECT (floor(date_part('epoch', timestamp) / ${stepSeconds}) * ${stepSeconds * 1000})::int8 AS timestamp,
    ${values.join(', ')}, count(*) AS sample_count ${rangeOf(table)} GROUP BY 1 ORDER BY 1`
}

function rangeOf(table: string): string {
  return `FROM ${table} WHERE host_id = $1::int4 AND timestamp >= to_timestamp($2::float8) AND timestamp < to_timestamp($3::float8)`
}

function joinColumns(names: string[], columns: string[][]): string {
  const keys = names.map((name) => `,"${name}":`)
  const times = columns[0] ?? []
  let text = '['
  for (let row = 0; row < times.length; row += 1) {
    if (row > 0) text += ','
    text += `{"timestamp":"${new Date(Number(times[row])).toISOString()}"`
    for (let column = 1; column < columns.length; column += 1) text += `${keys[column]}${columns[column]?.[row]}`
    text += '}'
  }
  return `${text}]`
}
