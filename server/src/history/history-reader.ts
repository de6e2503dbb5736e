import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { type HistoryRequest, historyStatement, namesOf, type Statement } from './history-statement.ts'

/** A history as the database gives it: the text of each value, a column an array, oldest first. */
export interface Columns {
  /** Milliseconds since the epoch. */
  times: readonly number[]
  values: readonly (readonly string[])[]
}

// Each is kept by each connection until that ends, and which columns there are is up to the client.
const mostNames = 50

/** Reads histories, past Prisma: planning one takes as long as reading a short one, and only `pg` prepares a statement. */
export class HistoryReader {
  private readonly names = new Map<string, string>()

  constructor(private readonly pool: Pool) {}

  /** What lies in `[fromMs, toMs)` of each series that has any there; by its id, or by 0. */
  async read(request: HistoryRequest, fromMs: number, toMs: number): Promise<Map<number, Columns>> {
    // Only the steps that are open are made of minutes.
    const stepMs = request.range.stepSeconds * 1000
    const openMs = Math.floor((request.open?.fromMs ?? toMs) / stepMs) * stepMs
    if (openMs <= fromMs || openMs >= toMs) return this.readRows(request, fromMs, toMs)
    const [closed, open] = await Promise.all([
      this.readRows(request, fromMs, openMs),
      this.readRows(request, openMs, toMs),
    ])
    return joinColumns(closed, open)
  }

  private async readRows(request: HistoryRequest, fromMs: number, toMs: number): Promise<Map<number, Columns>> {
    const { rows } = await this.pool.query<{ key: number } & Record<string, string>>(
      this.prepare(historyStatement(request, fromMs, toMs)),
    )
    const width = namesOf(request).length
    const split = (text: string | undefined) => text?.split(',') ?? []
    return new Map(
      rows.map((row) => {
        const values = Array.from({ length: width }, (_, index) => split(row[`c${index + 1}`]))
        return [row.key, { times: split(row.c0).map(Number), values }]
      }),
    )
  }

  /** The time of the first row in `[fromMs, toMs)`; undefined without any. */
  async firstIn(request: HistoryRequest, fromMs: number, toMs: number): Promise<number | undefined> {
    const { table, open } = request
    const openMs = Math.min(open?.fromMs ?? toMs, toMs)
    const first = fromMs < openMs ? await this.firstOf(table, request, fromMs, openMs) : undefined
    if (first !== undefined || !open || openMs === toMs) return first
    return this.firstOf(open.minutes, request, Math.max(fromMs, openMs), toMs)
  }

  private async firstOf(table: string, { hostId, series }: HistoryRequest, fromMs: number, toMs: number) {
    // For each series by itself: its rows lie in the order of time, those of all do not.
    const chosen = series ? `AND ${series.column} = wanted.id` : ''
    const text = `SELECT date_part('epoch', min(timestamp)) * 1000 AS first
      FROM unnest($4::int4[]) AS wanted(id), LATERAL (SELECT timestamp FROM ${table}
        WHERE host_id = $1::int4 ${chosen} AND timestamp >= to_timestamp($2::float8) AND timestamp < to_timestamp($3::float8)
        ORDER BY timestamp LIMIT 1) AS rows`
    const values = [hostId, fromMs / 1000, toMs / 1000, series?.ids ?? [0]]
    const { rows } = await this.pool.query<{ first: number | null }>(this.prepare({ text, values }))
    return rows[0]?.first ?? undefined
  }

  private prepare({ text, values }: Statement) {
    const known = this.names.get(text)
    if (known === undefined && this.names.size >= mostNames) return { text, values }
    const name = known ?? `history_${createHash('sha1').update(text).digest('hex')}`
    this.names.set(text, name)
    return { text, values, name }
  }
}

/** Those of the one, then those of the other, which is later. */
function joinColumns(one: Map<number, Columns>, other: Map<number, Columns>): Map<number, Columns> {
  const joined = new Map(one)
  for (const [id, { times, values }] of other) {
    const before = one.get(id)
    const columns = values.map((column, index) => [...(before?.values[index] ?? []), ...column])
    joined.set(id, { times: [...(before?.times ?? []), ...times], values: columns })
  }
  return joined
}
