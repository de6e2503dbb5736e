import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../platform/logger.ts'
import { decodeRecord, encodeRecord, type SpoolEntry } from './spool-record.ts'

export interface SpoolOptions {
  /** Its own; made when the first sample has to wait. */
  folder: string
  log: Logger
  /** A file is closed beyond it: one is in memory at a time when they are read. */
  segmentBytes?: number
  /** Of all files: beyond it the oldest goes. */
  limitBytes?: number
  /** `next` gives whole batches until they are more: what the event loop is held up for. */
  chunkBytes?: number
}

interface Segment {
  path: string
  bytes: number
}

const lineFeed = 0x0a
const defaults = {
  segmentBytes: 1 << 20,
  // Two and a half days of a machine with ten containers.
  limitBytes: 128 << 20,
  chunkBytes: 1 << 16,
}

/**
 * Samples that wait for the database on disk, first in, first out: files of one line a batch, each with a checksum and
 * on disk before `append` is done. A line that a crash tore, or that is damaged otherwise, is left out when it is read.
 */
export class Spool {
  /** The time of the newest sample that waited at the start, in milliseconds since the epoch; null: none did. */
  readonly newestMs: number | null
  private readonly options: Required<SpoolOptions>
  private writing: { segment: Segment; file: Awaited<ReturnType<typeof open>> } | undefined
  private reading: { segment: Segment; content: Buffer; offset: number; nextOffset: number } | undefined
  private turn: Promise<unknown> = Promise.resolve()

  private constructor(
    options: Required<SpoolOptions>,
    private readonly segments: Segment[],
    newestMs: number | null,
  ) {
    this.options = options
    this.newestMs = newestMs
  }

  /** Finds what a run before has left. */
  static async open(given: SpoolOptions): Promise<Spool> {
    const options = { ...defaults, ...given }
    const names = (await readdir(options.folder).catch(() => [])).filter((name) => /^\d{8}\.spool$/.test(name)).sort()
    const segments: Segment[] = []
    for (const name of names) {
      const path = join(options.folder, name)
      const found = await stat(path).catch(() => null)
      if (found) segments.push({ path, bytes: found.size })
    }
    return new Spool(options, segments, await findNewest(segments))
  }

  get isEmpty(): boolean {
    return this.segments.length === 0
  }

  /** Keeps a batch, safely when it is done. @throws what the disk says; what it had written of the batch is void */
  append(entries: readonly SpoolEntry[]): Promise<void> {
    return this.inTurn(async () => {
      const record = encodeRecord(entries)
      await this.makeRoom(record.length)
      const { segment, file } = await this.openSegment(record.length)
      try {
        await file.appendFile(record)
        await file.datasync()
        segment.bytes += record.length
      } catch (err) {
        await file.truncate(segment.bytes).catch(() => undefined)
        await this.closeSegment()
        if (segment.bytes === 0) await this.remove(segment)
        throw err
      }
    })
  }

  /** The oldest of what waits, the same until `done`; null: nothing does. */
  next(): Promise<SpoolEntry[] | null> {
    return this.inTurn(async () => {
      for (;;) {
        const reading = await this.readSegment()
        if (!reading) return null
        const entries = this.decode(reading)
        if (entries.length > 0) return entries
        await this.advance()
      }
    })
  }

  /** What `next` gave need not wait any longer. */
  done(): Promise<void> {
    return this.inTurn(() => this.advance())
  }

  close(): Promise<void> {
    return this.inTurn(() => this.closeSegment())
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async makeRoom(bytes: number): Promise<void> {
    const { limitBytes, log } = this.options
    for (;;) {
      const oldest = this.segments[0]
      if (!oldest || this.segments.reduce((sum, segment) => sum + segment.bytes, bytes) <= limitBytes) return
      log.error(
        { bytes: oldest.bytes, limit_bytes: limitBytes },
        'the oldest samples that wait on disk are dropped: the database is away for too long',
      )
      if (this.writing?.segment === oldest) await this.closeSegment()
      if (this.reading?.segment === oldest) this.reading = undefined
      await this.remove(oldest)
    }
  }

  private async openSegment(bytes: number): Promise<NonNullable<typeof this.writing>> {
    const { folder, segmentBytes } = this.options
    if (this.writing && this.writing.segment.bytes + bytes > segmentBytes) await this.closeSegment()
    if (this.writing) return this.writing
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const last = this.segments.at(-1)?.path.slice(-'00000000.spool'.length) ?? '0'
    const path = join(folder, `${String(Number.parseInt(last, 10) + 1).padStart(8, '0')}.spool`)
    // Never one that is there: a crash may have torn its last line.
    const file = await open(path, 'ax', 0o600)
    const segment = { path, bytes: 0 }
    this.segments.push(segment)
    this.writing = { segment, file }
    await syncFolder(folder)
    return this.writing
  }

  private async closeSegment(): Promise<void> {
    const { writing } = this
    this.writing = undefined
    await writing?.file.close().catch(() => undefined)
  }

  private async readSegment(): Promise<typeof this.reading> {
    while (!this.reading) {
      const segment = this.segments[0]
      if (!segment) return undefined
      if (this.writing?.segment === segment) await this.closeSegment()
      try {
        this.reading = { segment, content: await readFile(segment.path), offset: 0, nextOffset: 0 }
      } catch (err) {
        this.options.log.error(
          { err },
          'samples that waited on disk cannot be read; the file is left for the next start',
        )
        this.segments.shift()
      }
    }
    return this.reading
  }

  private decode(reading: NonNullable<typeof this.reading>): SpoolEntry[] {
    const { content } = reading
    const entries: SpoolEntry[] = []
    let offset = reading.offset
    while (offset < content.length && offset - reading.offset < this.options.chunkBytes) {
      const found = content.indexOf(lineFeed, offset)
      const end = found < 0 ? content.length : found
      const decoded = decodeRecord(content.toString('utf8', offset, end))
      if (decoded) entries.push(...decoded)
      else this.warnOfLoss(reading.segment, end - offset, found < 0)
      offset = end + 1
    }
    reading.nextOffset = offset
    return entries
  }

  private warnOfLoss({ path }: Segment, bytes: number, isTorn: boolean): void {
    const what = isTorn ? 'the last batch before a crash was not kept whole' : 'a batch on disk is damaged or unknown'
    this.options.log.warn({ file: path, bytes }, `${what}; it is left out`)
  }

  private async advance(): Promise<void> {
    const { reading } = this
    if (!reading) return
    reading.offset = reading.nextOffset
    if (reading.offset < reading.content.length) return
    this.reading = undefined
    await this.remove(reading.segment)
  }

  private async remove(segment: Segment): Promise<void> {
    this.segments.splice(this.segments.indexOf(segment), 1)
    // A file that stays is read again at the next start, which changes nothing.
    await rm(segment.path).catch((err) => this.options.log.warn({ err }, 'a file of stored samples cannot be removed'))
  }
}

async function findNewest(segments: readonly Segment[]): Promise<number | null> {
  for (const { path } of segments.toReversed()) {
    const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n')
    for (const line of lines.reverse()) {
      const times = decodeRecord(line)?.map(({ sample }) => Date.parse(sample.timestamp)) ?? []
      if (times.length > 0) return Math.max(...times)
    }
  }
  return null
}

// A new file is only there for good when its folder knows of it.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
