import { createHash } from 'node:crypto'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { z } from 'zod'
import { BackupError } from './backup-error.ts'
import {
  endLineSchema,
  endOfRows,
  formatSchema,
  formatVersion,
  type Head,
  headSchema,
  tableLineSchema,
} from './format.ts'

const newline = 10
// More than any value that we store: what is longer is no backup.
const longestLineBytes = 16e6

/** A backup that is being read, in little memory: its head, then table by table the name and the rows, then the end. */
export interface OpenBackup {
  head: Head
  /**
   * What it holds after its head, to be taken in order, the rows of each whole. Ends without an error only if all was as it
   * had been written: what was done with the rows counts from then on.
   */
  tables(): AsyncGenerator<{ name: string; rows: AsyncGenerator<Buffer> }>
  /** Gives it up; with a reason that is what reading it throws then. */
  close(reason?: Error): void
}

/** @throws {BackupError} when it is no backup, a newer one than this version can read, or damaged */
export async function readBackup(source: Readable): Promise<OpenBackup> {
  const plain = createGunzip()
  // An error reaches those who read; the callback is there because one has to be.
  pipeline(source, plain, () => undefined)
  const lines = new Lines(plain)
  try {
    const head = parseHead(await lines.next())
    return { head, tables: () => readTables(lines), close: (reason) => void source.destroy(reason) }
  } catch (error) {
    source.destroy()
    throw error
  }
}

const foreign = () => new BackupError('this is no backup of Home Zenith: "zenith backup FILE" makes one')
const damaged = (how: string) =>
  new BackupError(`the backup is damaged: ${how}. Nothing was restored; take another one`)

function parseHead(line: string): Head {
  const content = parseJson(line)
  const format = formatSchema.safeParse(content)
  if (!format.success)
    throw line.startsWith('{"format":"home-zenith-backup"') ? damaged('its head is not as it was written') : foreign()
  if (format.data.format_version > formatVersion) {
    throw new BackupError('the backup was made by a newer Home Zenith: restore it with that version')
  }
  const head = headSchema.safeParse(content)
  if (!head.success) throw damaged('its head is not as it was written')
  return head.data
}

async function* readTables(lines: Lines): AsyncGenerator<{ name: string; rows: AsyncGenerator<Buffer> }> {
  for (;;) {
    const sha256 = lines.sha256()
    const content = parseJson(await lines.next())
    const end = endLineSchema.safeParse(content)
    if (end.success) {
      if (end.data.sha256 !== sha256) throw damaged('its checksum is wrong')
      return
    }
    const table = tableLineSchema.safeParse(content)
    if (!table.success) throw damaged('a line is neither a table nor the end')
    yield { name: table.data.table, rows: lines.rows() }
  }
}

function parseJson(line: string): z.core.util.JSONType | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

class Lines {
  private kept: Buffer = Buffer.alloc(0)
  private readonly digest = createHash('sha256')
  private readonly chunks: AsyncIterator<Buffer>

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** Of all that was taken so far. */
  sha256(): string {
    return this.digest.copy().digest('hex')
  }

  /** The next line, without its end. */
  async next(): Promise<string> {
    let end = this.kept.indexOf(newline)
    for (; end < 0; end = this.kept.indexOf(newline)) await this.more()
    return this.take(end + 1)
      .subarray(0, -1)
      .toString('utf8')
  }

  /** Whole lines up to the one that ends the rows, which is taken, too. */
  async *rows(): AsyncGenerator<Buffer> {
    // `kept` begins with the beginning of a line, always.
    while (!this.kept.subarray(0, endOfRows.length).equals(endOfRows)) {
      const end = this.kept.indexOf(`\n${endOfRows}`)
      const whole = (end < 0 ? this.kept.lastIndexOf(newline) : end) + 1
      if (whole > 0) yield this.take(whole)
      else await this.more()
    }
    this.take(endOfRows.length)
  }

  private take(bytes: number): Buffer {
    const taken = this.kept.subarray(0, bytes)
    this.kept = this.kept.subarray(bytes)
    this.digest.update(taken)
    return taken
  }

  private async more(): Promise<void> {
    if (this.kept.length > longestLineBytes) throw damaged('a line has no end')
    const { done, value } = await this.chunks.next().catch(explainGunzip)
    if (done) throw damaged('its end is missing')
    this.kept = this.kept.length > 0 ? Buffer.concat([this.kept, value]) : value
  }
}

/** @see zlib.h for the codes: Z_BUF_ERROR is an end too early, Z_DATA_ERROR what cannot be */
function explainGunzip(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'Z_BUF_ERROR') throw damaged('its end is missing')
  if (error instanceof Error && error.message === 'incorrect header check') throw foreign()
  if (code === 'Z_DATA_ERROR') throw damaged('its bytes are not those that were written')
  throw error
}
