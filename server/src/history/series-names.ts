import type { Labelled, MetricRow, Series } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'

/** A series of a host as it is stored. */
export interface NamedSeries extends Labelled {
  id: number
  lastSeen: Date
}

interface Kept {
  id: number
  labels: readonly string[]
  firstMs: number
  /** When it was seen last, as the database has it. */
  lastMs: number
  seenMs: number
}

// Rows carry small integers, not names. When a series was seen last is stored once an hour, and when it
// goes while this runs.
const refreshMs = 3_600_000

/** The ids of the series of one host, entered as they come; kept in memory, so that a batch asks for new ones only. */
export class SeriesNames {
  private readonly tables = new Map<string, Map<string, Kept>>()

  constructor(
    private readonly prisma: PrismaClient,
    private readonly hostId: number,
  ) {}

  /** The ids of the series that these rows belong to, in their order. */
  async enter(series: Series<never>, rows: readonly (MetricRow & { timestamp: string })[]): Promise<number[]> {
    const known = this.tables.get(series.table) ?? new Map<string, Kept>()
    this.tables.set(series.table, known)
    const fresh = new Map<string, Kept>()
    for (const { labels, timestamp } of rows) {
      const key = labels[0] ?? ''
      const kept = fresh.get(key) ?? known.get(key)
      const seenMs = Date.parse(timestamp)
      // Samples may come late, or from a clock that was set back: before the series was known.
      const isLate = kept !== undefined && seenMs < kept.lastMs && kept.lastMs <= Date.now()
      const newest = isLate ? kept.labels : labels
      const isAsKnown = kept && seenMs >= kept.firstMs && seenMs - kept.lastMs <= refreshMs
      if (isAsKnown && newest.every((label, index) => label === kept.labels[index])) {
        kept.seenMs = Math.max(seenMs, kept.seenMs)
        continue
      }
      const firstMs = Math.min(seenMs, kept?.firstMs ?? seenMs)
      const lastMs = Math.max(seenMs, kept?.seenMs ?? seenMs)
      fresh.set(key, { id: kept?.id ?? 0, labels: newest, firstMs, lastMs, seenMs: lastMs })
    }
    const present = new Set(rows.map(({ labels }) => labels[0] ?? ''))
    for (const [key, kept] of known) {
      if (!present.has(key) && kept.seenMs > kept.lastMs) fresh.set(key, kept)
    }
    if (fresh.size > 0) for (const entry of await this.upsert(series, [...fresh.values()])) known.set(...entry)
    return rows.map(({ labels }) => known.get(labels[0] ?? '')?.id ?? 0)
  }

  /** Another database may have taken the place of the one that the ids were of. */
  forget(): void {
    this.tables.clear()
  }

  private async upsert({ table, labels }: Series<never>, entries: Kept[]): Promise<[string, Kept][]> {
    const [key, ...others] = labels
    const arrays = labels.map((_, index) => `$${index + 4}::text[]`)
    // A time that a clock once ahead has left there must not keep new names away.
    const isNewest = `excluded.last_seen >= least(${table}.last_seen, now() - interval '1 hour')`
    const updates = others.map(
      (name) => `${name} = CASE WHEN ${isNewest} THEN excluded.${name} ELSE ${table}.${name} END, `,
    )
    const rows = await this.prisma.$queryRawUnsafe<{ id: number; key: string }[]>(
      `INSERT INTO ${table} (host_id, first_seen, last_seen, ${labels.join(', ')})
        SELECT $1::int4, * FROM unnest($2::timestamptz[], $3::timestamptz[], ${arrays.join(', ')})
        ON CONFLICT (host_id, ${key}) DO UPDATE SET ${updates.join('')}
          first_seen = least(${table}.first_seen, excluded.first_seen),
          last_seen = greatest(${table}.last_seen, excluded.last_seen)
        RETURNING id, ${key} AS key`,
      this.hostId,
      entries.map(({ firstMs }) => new Date(firstMs).toISOString()),
      entries.map(({ seenMs }) => new Date(seenMs).toISOString()),
      ...labels.map((_, index) => entries.map((entry) => entry.labels[index] ?? '')),
    )
    const ids = new Map(rows.map((row) => [row.key, row.id]))
    return entries.map((entry) => {
      const key = entry.labels[0] ?? ''
      return [key, { ...entry, id: ids.get(key) ?? 0, lastMs: entry.seenMs }]
    })
  }
}

/** The series of a host that may have rows in a range, by their names; without a range all of them. */
export async function listSeries(
  prisma: PrismaClient,
  { table, labels }: Series<never>,
  hostId: number,
  range?: { fromMs: number; toMs: number },
): Promise<NamedSeries[]> {
  const names = labels.map((name, index) => `${name} AS l${index}`)
  const rows = await prisma.$queryRawUnsafe<({ id: number; seen: Date } & Record<string, string>)[]>(
    `SELECT id, last_seen AS seen, ${names.join(', ')} FROM ${table} WHERE host_id = $1::int4
      ${range ? 'AND first_seen < to_timestamp($2::float8) AND last_seen >= to_timestamp($3::float8)' : ''}
      ORDER BY ${labels.at(1) ?? labels[0]}, id`,
    hostId,
    ...(range ? [range.toMs / 1000, (range.fromMs - refreshMs) / 1000] : []),
  )
  return rows.map((row) => ({
    id: row.id,
    lastSeen: row.seen,
    labels: labels.map((_, index) => row[`l${index}`] ?? ''),
  }))
}
