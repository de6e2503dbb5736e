import type { MetricTable } from '../metrics/family.ts'
import { rolledTiers, type Tier, tableOf } from '../metrics/tiers.ts'

/** What roll-up has to know of a family's table. */
export type RolledTable = Pick<MetricTable<never>, 'name' | 'columns' | 'series'>

const statements = new WeakMap<RolledTable, Map<Tier, string>>()

/**
 * Rolls up the buckets of a tier that begin from $2 on and before $3, of the hosts $1, out of the next finer tier. It can be
 * repeated: a bucket becomes what the finer rows say, but never poorer than it is, for they may have expired.
 */
export function rollUpStatement(table: RolledTable, tier: (typeof rolledTiers)[number]): string {
  const made = statements.get(table) ?? new Map<Tier, string>()
  statements.set(table, made)
  // It has hundreds of parts, and is needed each minute.
  const statement = made.get(tier) ?? makeStatement(table, tier)
  made.set(tier, statement)
  return statement
}

function makeStatement({ name, columns, series }: RolledTable, tier: (typeof rolledTiers)[number]): string {
  const finer: Pick<Tier, 'resolution'> = rolledTiers[rolledTiers.indexOf(tier) - 1] ?? { resolution: 'raw' }
  const key = ['host_id', ...(series ? [series.column] : []), 'timestamp']
  const written = [...columns.flatMap((column) => aggregatesOf(column.name, finer)), countOf(finer)]
  // `date_bin` would say the same, and PostgreSQL 13 does not have it.
  const bucket = `to_timestamp(floor(date_part('epoch', timestamp) / ${tier.stepSeconds}) * ${tier.stepSeconds})`
  const from = [...key.slice(0, -1), bucket].map((sql, index) => `${sql} AS k${index}`)
  const names = written.map((part) => part.name)
  return `INSERT INTO ${tableOf(name, tier)} AS old (${[...key, ...names].join(', ')})
    SELECT ${[...from, ...written.map((part) => part.sql)].join(', ')} FROM ${tableOf(name, finer)}
      WHERE host_id = ANY($1::int4[]) AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
      GROUP BY ${from.map((_, index) => index + 1).join(', ')}
    ON CONFLICT (${key.join(', ')}) DO UPDATE
      SET (${names.join(', ')}) = (${names.map((column) => `excluded.${column}`).join(', ')})
      WHERE excluded.sample_count >= old.sample_count`
}

interface Part {
  name: string
  sql: string
}

// Weighted by how many samples had the value: an average of averages is then the samples' own.
function aggregatesOf(name: string, finer: Pick<Tier, 'resolution'>): Part[] {
  if (finer.resolution === 'raw') {
    return [
      { name, sql: `sum(${name}::float8) / nullif(count(${name}), 0)` },
      { name: `${name}_min`, sql: `min(${name})` },
      { name: `${name}_max`, sql: `max(${name})` },
      { name: `${name}_count`, sql: `count(${name})` },
    ]
  }
  return [
    { name, sql: `sum(${name} * ${name}_count) / nullif(sum(${name}_count), 0)` },
    { name: `${name}_min`, sql: `min(${name}_min)` },
    { name: `${name}_max`, sql: `max(${name}_max)` },
    { name: `${name}_count`, sql: `sum(${name}_count)` },
  ]
}

function countOf(finer: Pick<Tier, 'resolution'>): Part {
  return { name: 'sample_count', sql: finer.resolution === 'raw' ? 'count(*)' : 'sum(sample_count)' }
}
