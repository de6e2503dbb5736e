import { z } from 'zod'

/**
 * A backup is text, compressed by gzip: a line of JSON that says what it holds; for each table a line of JSON that names
 * it, its rows in PostgreSQL's text form of COPY, which is the same in every version, and a line `\.`; and at the end a
 * line with the SHA-256 of all that comes before. `zcat` shows it.
 */
export const formatVersion = 1

/** In COPY's text form a backslash in a value is doubled, so that no row is this line. */
export const endOfRows = Buffer.from('\\.\n')

const name = z.string().min(1).max(63)
// From 1970 up to the year 9999.
const partition = z.int().min(0).max(253_402_300_799_999)

export const formatSchema = z.object({ format: z.literal('home-zenith-backup'), format_version: z.int() })

export const headSchema = formatSchema.extend({
  /** Of the program that wrote it. */
  version: z.string(),
  created_at: z.iso.datetime(),
  with_secrets: z.boolean(),
  migrations: z.array(z.string()),
  hosts: z.array(z.object({ id: z.int(), key: z.string(), hostname: z.string() })),
  /** `partitions`: where they begin, in milliseconds since the epoch. */
  tables: z.array(z.object({ name, columns: z.array(name).min(1), partitions: z.array(partition) })),
  /** Files of DATA_DIR, in base64; with secrets only. */
  files: z.record(z.string(), z.base64()),
})

export type Head = z.output<typeof headSchema>

export const tableLineSchema = z.object({ table: name })
export const endLineSchema = z.object({ sha256: z.string() })

export const lineOf = (content: Head | z.output<typeof tableLineSchema> | z.output<typeof endLineSchema>): Buffer =>
  Buffer.from(`${JSON.stringify(content)}\n`)
