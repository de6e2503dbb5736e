import type { ClientBase } from 'pg'

interface Column {
  name: string
  type: string
  is_null: boolean
  labels: string[]
  allowed: string | null
  parent: string | null
  parent_column: string | null
}

const nasty = 'tab\there, line\nthere, \\.\n\\N back\\slash \r "quotes" \'single\' äß 🌍 \u0001'

/**
 * Two rows for each of these tables, whatever they are: one with a value in every column, as odd as its type allows, and
 * one with NULL wherever it may be. Parents come before what refers to them.
 */
export async function fillTables(client: ClientBase, tables: readonly { name: string }[]): Promise<void> {
  for (const { name: table } of tables) {
    const { rows: columns } = await client.query<Column>(columnsQuery, [table])
    for (const row of [1, 2]) {
      const filled = columns.filter(({ is_null }) => row === 1 || !is_null)
      const values = await Promise.all(filled.map((column) => makeValue(client, column, row)))
      const names = filled.map(({ name }) => client.escapeIdentifier(name))
      const list = values.map((_, index) => `$${index + 1}`)
      const inserted = await client.query(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${list.join(', ')}) RETURNING *`,
        values,
      )
      if (inserted.rowCount !== 1) throw new Error(`${table} took no row`)
    }
  }
}

/** Times that the rows have, in milliseconds since the epoch. */
export const filledTimesMs = [1, 2].map((row) => Date.parse(timeOf(row)))

function timeOf(row: number): string {
  return `2026-0${row}-05T10:00:00.12${row}Z`
}

// Columns that the database numbers itself are left to it.
const columnsQuery = `SELECT a.attname::text AS name, format_type(t.oid, NULL) AS type, NOT a.attnotnull AS is_null,
    ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
    (SELECT substring(pg_get_constraintdef(k.oid) FROM '''([^'']*)''') FROM pg_constraint k
      WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS allowed,
    f.confrelid::regclass::text AS parent,
    (SELECT p.attname::text FROM pg_attribute p WHERE p.attrelid = f.confrelid AND p.attnum = f.confkey[1]) AS parent_column
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
  WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
    AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval%'
  ORDER BY a.attnum`

async function makeValue(client: ClientBase, column: Column, row: number): Promise<unknown> {
  const { type, labels, allowed, parent, parent_column } = column
  if (parent && parent_column) {
    const { rows } = await client.query(`SELECT ${parent_column} AS key FROM ${parent} ORDER BY 1`)
    return rows[row - 1].key
  }
  if (labels.length > 0) return labels[0]
  switch (type) {
    case 'text':
    case 'character varying':
      return allowed ?? `${nasty}${row} ${column.name}`
    case 'integer':
    case 'smallint':
      return row
    case 'bigint':
      return (2n ** 63n - BigInt(row)).toString()
    case 'double precision':
      return row === 1 ? 0.1 + 0.2 : 5e-324
    case 'boolean':
      return row === 1
    case 'timestamp with time zone':
      return timeOf(row)
    case 'uuid':
      return `00000000-0000-4000-8000-00000000000${row}`
    case 'jsonb':
    case 'json':
      return JSON.stringify({ [nasty]: [row, null, 0.1] })
    case 'bytea':
      return Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 9 + row) % 256))
    case 'text[]':
      return [nasty, String(row)]
    default:
      throw new Error(`say here what a column of the type ${type} is filled with`)
  }
}
