import type { Range } from './choose-step.ts'
import type { HistoryReader } from './history-reader.ts'
import { type HistoryRequest, namesOf } from './history-statement.ts'

/** The names of a series: those of the columns that hold them, and by its id (0: there is but one) their values. */
export interface CsvLabels {
  names: readonly string[]
  of: ReadonlyMap<number, readonly string[]>
}

const rowsAWindow = 4000
const lineEnd = '\r\n'

/**
 * A history as CSV (RFC 4180) of any length: `timestamp`, the names of the series, the fields; oldest first.
 *
 * Window after window, each a statement for itself: however slow the client is, no transaction stays open that expiry would wait
 * for, no connection is held, and in memory there is one window.
 */
export async function* streamCsv(reader: HistoryReader, request: HistoryRequest, labels: CsvLabels) {
  const { fromMs, toMs, stepSeconds }: Range = request.range
  const windowMs = Math.ceil(rowsAWindow / Math.max(1, labels.of.size)) * stepSeconds * 1000
  const cells = new Map([...labels.of].map(([id, values]) => [id, values.map((value) => `,${quote(value)}`).join('')]))
  let text = ['timestamp', ...labels.names, ...namesOf(request)].join(',') + lineEnd
  for (let timeMs = fromMs; timeMs < toMs; timeMs += windowMs) {
    const first = await reader.firstIn(request, timeMs, toMs)
    if (first === undefined) break
    timeMs = Math.floor(first / (stepSeconds * 1000)) * stepSeconds * 1000
    text += await readWindow(reader, request, timeMs, Math.min(timeMs + windowMs, toMs), cells)
    yield text
    text = ''
  }
  yield text
}

async function readWindow(
  reader: HistoryReader,
  request: HistoryRequest,
  fromMs: number,
  toMs: number,
  cells: ReadonlyMap<number, string>,
): Promise<string> {
  const histories = await reader.read(request, fromMs, toMs)
  const lines: { timeMs: number; line: string }[] = []
  for (const [id, names] of cells) {
    const { times, values } = histories.get(id) ?? { times: [], values: [] }
    for (const [row, timeMs] of times.entries()) {
      let line = `${new Date(timeMs).toISOString()}${names}`
      for (const column of values) line += column[row] === 'null' ? ',' : `,${column[row]}`
      lines.push({ timeMs, line })
    }
  }
  lines.sort((one, other) => one.timeMs - other.timeMs)
  return lines.map(({ line }) => line + lineEnd).join('')
}

// What a spreadsheet would take for a formula is text, as OWASP has it: a container's name is a stranger's choice.
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
