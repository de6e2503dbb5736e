import type { ClientBase } from 'pg'

/** A table of the database as its catalogue tells it; partitions belong to theirs. */
export interface Table {
  name: string
  /** All but generated ones, in their order. */
  columns: string[]
  isPartitioned: boolean
  /** Where its partitions begin, in milliseconds since the epoch. */
  partitions: number[]
}

interface Row extends Table {
  refers_to: string[]
}

const query = `SELECT c.relname::text AS name, c.relkind = 'p' AS "isPartitioned",
    ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
    ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS refers_to,
    ARRAY(SELECT date_part('epoch', substring(pg_get_expr(p.relpartbound, p.oid) FROM 'FROM \\(''([^'']*)''\\)')::timestamptz) * 1000
      FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = c.oid ORDER BY p.relname) AS partitions
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  WHERE s.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'
  ORDER BY c.relname`

/** The tables of the database, each after those that it refers to. */
export async function listTables(client: ClientBase): Promise<Table[]> {
  let waiting = (await client.query<Row>(query)).rows
  const ordered: Table[] = []
  while (waiting.length > 0) {
    const isWaiting = new Set(waiting.map(({ name }) => name))
    const ready = waiting.filter(({ refers_to }) => !refers_to.some((name) => isWaiting.has(name)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...isWaiting].join(', ')}`)
    ordered.push(...ready.map(({ refers_to: _, ...table }) => table))
    waiting = waiting.filter((row) => !ready.includes(row))
  }
  return ordered
}
