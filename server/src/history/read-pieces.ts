import { settledMs } from '../metrics/tiers.ts'
import { tagOf } from '../platform/http/index.ts'
import type { Columns, HistoryReader } from './history-reader.ts'
import type { HistoryRequest } from './history-statement.ts'
import type { KeptPieces } from './kept-pieces.ts'
import type { Form, Piece } from './render-history.ts'

const stepsAPiece = 32

/** A history in the form asked for: the members of its object in parts, by the id of the series (0: there is but one). */
export interface RenderedHistory {
  has(id: number): boolean
  parts(id: number): string[]
  /** Tells its content from any other. */
  tag: string
}

/**
 * Reads the request's range. Pieces of it that the clock has left behind are kept for a minute: a range that was asked for before,
 * or a little earlier, is then read from its last piece on.
 */
export async function readPieces(
  { reader, kept }: { reader: HistoryReader; kept: KeptPieces },
  request: HistoryRequest,
  form: Form,
  nowMs: number,
): Promise<RenderedHistory> {
  const { range, columns, open: _, ...what } = request
  const prefix = tagOf(JSON.stringify([form.name, range.stepSeconds, columns.map(({ name }) => name), what]))
  const keyOf = ({ fromMs, toMs }: Piece) => `${prefix} ${fromMs} ${toMs}`
  const isKept = ({ toMs }: Piece) => request.isAggregated && toMs <= nowMs - settledMs

  const pieces = piecesOf(request)
  const found = pieces.map((piece) => (isKept(piece) ? kept.get(keyOf(piece)) : undefined))
  const read = async (first: number, end: number) => {
    const missing = pieces.slice(first, end)
    const histories = await reader.read(request, missing[0]?.fromMs ?? 0, missing.at(-1)?.toMs ?? 0)
    for (const [index, piece] of missing.entries()) {
      const texts = new Map<number, string[]>()
      for (const [id, history] of histories) {
        const part = cut(history, piece)
        if (part.times.length > 0) texts.set(id, form.render(part, piece))
      }
      const rendered = { texts, tag: tagOf(JSON.stringify([...texts])) }
      if (isKept(piece)) kept.put(keyOf(piece), rendered)
      found[first + index] = rendered
    }
  }
  await Promise.all(gapsIn(found).map(([first, end]) => read(first, end)))

  const textsOf = (id: number) => pieces.map((piece, index) => found[index]?.texts.get(id) ?? form.absent(piece))
  return {
    has: (id) => found.some((piece) => piece?.texts.has(id)),
    parts: (id) => form.join(textsOf(id)),
    // A part of the whole that is kept need not be looked through again.
    tag: found.map((piece) => piece?.tag).join(),
  }
}

function piecesOf({ range: { fromMs, toMs, stepSeconds }, isAggregated }: HistoryRequest): Piece[] {
  if (!isAggregated) return [{ fromMs, toMs }]
  const lengthMs = stepsAPiece * stepSeconds * 1000
  const pieces: Piece[] = []
  for (let startMs = fromMs; startMs < toMs; ) {
    const endMs = Math.min((Math.floor(startMs / lengthMs) + 1) * lengthMs, toMs)
    pieces.push({ fromMs: startMs, toMs: endMs })
    startMs = endMs
  }
  return pieces
}

/** The runs of what is not there, as the index of their first and that after their last. */
function gapsIn(list: readonly unknown[]): [first: number, end: number][] {
  const gaps: [number, number][] = []
  for (const [index, item] of list.entries()) {
    if (item !== undefined) continue
    const last = gaps.at(-1)
    if (last?.[1] === index) last[1] = index + 1
    else gaps.push([index, index + 1])
  }
  return gaps
}

function cut({ times, values }: Columns, { fromMs, toMs }: Piece): Columns {
  const [first, end] = [firstFrom(times, fromMs), firstFrom(times, toMs)]
  return { times: times.slice(first, end), values: values.map((column) => column.slice(first, end)) }
}

/** The index of the first of the sorted `times` that is not before `timeMs`. */
function firstFrom(times: readonly number[], timeMs: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return low
}
