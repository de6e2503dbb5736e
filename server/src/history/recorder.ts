import type { Family } from '../metrics/family.ts'
import { type Database, explain, isRefused } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { TimeLimitError, within } from '../platform/within.ts'
import {
  type FamilySample,
  insertSamples,
  PartitionLeavingError,
  type TableKeeping,
  type Target,
  UnknownShapeError,
} from './insert-samples.ts'
import { SeriesNames } from './series-names.ts'
import type { Spool } from './spool.ts'
import type { SpoolEntry } from './spool-record.ts'

export interface RecorderOptions extends TableKeeping {
  families: readonly Family[]
  /** Takes samples while the database does not. */
  spool: Spool
  monotonicMs(): number
  log: Logger
}

interface Waiting extends FamilySample {
  sinceMs: number
}

// A batch closes with the sample that comes 10 s after its first: of a 5 s family it holds 15 s. What a kill loses.
const batchMs = 9_000
// The other families of the same tick, which come within milliseconds, belong to the same batch.
const settleMs = 100
// A database that takes longer is taken for away: the batch has to be safe before the next sample comes.
const storeLimitMs = 4_000
// In one transaction, and in one record on disk, when many have waited in memory.
const chunkSamples = 100
// What is kept in memory while neither the database nor the disk takes it: a day of a 5 s family.
const mostWaiting = 17_280

/**
 * Stores samples in batches. While the database is away they wait on disk, in order, and are stored when it is back,
 * those of a run that was killed as well.
 */
export class Recorder {
  /** Why samples did not reach the database the last time; undefined: they do. */
  failure: unknown
  private waiting: Waiting[] = []
  private target: Target | undefined
  private flushing: Promise<void> | undefined
  private closing: NodeJS.Timeout | undefined
  private replaying: Promise<void> | undefined
  private inserting: Promise<unknown> = Promise.resolve()
  private disk: 'used' | 'refuses' | undefined
  private ending = false
  private readonly begun = new Set<string>()
  private readonly unknown = new Set<string>()

  constructor(private readonly options: RecorderOptions) {}

  /** Whether samples reach the database. */
  get isStoring(): boolean {
    return this.target !== undefined && !this.isFailing
  }

  private get isFailing(): boolean {
    return this.failure !== undefined
  }

  /** From now on there is a database to store into. What waits on disk follows by and by. */
  async begin({ prisma, pool }: Database, hostId: number): Promise<void> {
    this.target = { pool, hostId, names: new SeriesNames(prisma, hostId) }
    await this.flush()
  }

  record(family: Family, sample: { timestamp: string }): void {
    this.waiting.push({ family, sample, sinceMs: this.options.monotonicMs() })
    const oldest = this.waiting[0]
    const isDue = oldest !== undefined && this.options.monotonicMs() - oldest.sinceMs >= batchMs
    // The very first of a family is stored at once: who starts it wants to see that it works.
    if (isDue || (this.target && !this.begun.has(family.name))) this.closeBatch()
    else if (this.isFailing) this.resume()
    this.begun.add(family.name)
  }

  private closeBatch(): void {
    this.closing ??= setTimeout(() => {
      this.closing = undefined
      void this.flush()
    }, settleMs)
  }

  /** Stores what waits in memory, or has it wait on disk. Never rejects: what neither takes goes on waiting. */
  async flush(): Promise<void> {
    // What came after a batch was closed is not in it: at a stop it would be lost.
    await this.flushing
    this.flushing ??= this.empty().finally(() => (this.flushing = undefined))
    await this.flushing
  }

  /** As `flush`, and ends what goes on in the background. */
  async stop(): Promise<void> {
    this.ending = true
    clearTimeout(this.closing)
    await this.flush()
    await within(this.replaying ?? Promise.resolve(), storeLimitMs).catch(() => undefined)
    await this.options.spool.close()
  }

  private async empty(): Promise<void> {
    while (this.waiting.length > 0) {
      const chunk = this.waiting.slice(0, chunkSamples)
      if (!(await this.store(chunk)) && !(await this.spool(chunk))) break
      this.waiting.splice(0, chunk.length)
    }
    if (this.waiting.length > mostWaiting) {
      const dropped = this.waiting.splice(0, this.waiting.length - mostWaiting)
      this.options.log.error(
        { samples: dropped.length, until: dropped.at(-1)?.sample.timestamp },
        'the oldest unstored samples were dropped: neither the database nor the disk has taken them for too long',
      )
    }
    this.resume()
  }

  private resume(): void {
    if (!this.ending) this.replaying ??= this.replay().finally(() => (this.replaying = undefined))
  }

  /** @returns whether they are in the database, safely */
  private async store(chunk: readonly FamilySample[]): Promise<boolean> {
    // What waits on disk tries the database next.
    if (!this.target || (this.isFailing && !this.options.spool.isEmpty)) return false
    try {
      await within(this.insert(this.target, chunk), storeLimitMs)
      this.succeed(chunk)
      return true
    } catch (err) {
      this.fail(err)
      return false
    }
  }

  /** @returns whether they are on disk, safely */
  private async spool(chunk: readonly FamilySample[]): Promise<boolean> {
    const { spool, log } = this.options
    try {
      await spool.append(chunk.map(({ family, sample }) => ({ family: family.name, sample })))
      if (this.disk !== 'used') log.warn('samples wait on disk until the database takes them')
      this.disk = 'used'
      log.trace({ samples: namesOf(chunk) }, 'spooled')
      return true
    } catch (err) {
      if (this.disk !== 'refuses') {
        const waiting = this.waiting.length
        log.error({ err, waiting }, 'samples cannot wait on disk either; they wait in memory, which a stop loses')
      }
      this.disk = 'refuses'
      return false
    }
  }

  /** Stores what waits on disk, the oldest first, a little at a time: new samples are stored in between. */
  private async replay(): Promise<void> {
    const { spool, log } = this.options
    const { target } = this
    if (!target || spool.isEmpty) return
    let count = 0
    try {
      for (let entries = await spool.next(); entries && !this.ending; entries = await spool.next()) {
        const chunk = this.withFamilies(entries)
        const isWhole = await this.insert(target, chunk)
        await spool.done()
        // What is left of it waits behind all others, and would come again at once.
        if (!isWhole) break
        this.succeed(chunk)
        count += chunk.length
      }
    } catch (err) {
      this.fail(err)
    }
    if (spool.isEmpty) this.disk = undefined
    if (count > 0) log.info({ samples: count, all: spool.isEmpty }, 'samples that waited on disk are stored')
  }

  private withFamilies(entries: readonly SpoolEntry[]): FamilySample[] {
    const { families, log } = this.options
    return entries.flatMap(({ family: name, sample }) => {
      const family = families.find((one) => one.name === name)
      if (family) return [{ family, sample }]
      if (!this.unknown.has(name))
        log.warn({ family: name }, 'samples of a family that this version does not know are left out')
      this.unknown.add(name)
      return []
    })
  }

  /** One after the other: a database that hangs is asked once. */
  private insert(target: Target, chunk: readonly FamilySample[]): Promise<boolean> {
    const done = this.inserting.then(() => this.insertUsable(target, chunk))
    this.inserting = done.catch(() => undefined)
    return done
  }

  /**
   * Stores all but what would hold up all others: what the database refuses for its content is dropped, and what has to wait until its
   * partition is gone waits on disk.
   * @returns whether nothing has to wait
   */
  private async insertUsable(target: Target, chunk: readonly FamilySample[]): Promise<boolean> {
    if (chunk.length === 0) return true
    try {
      await insertSamples(target, chunk, this.options)
      return true
    } catch (err) {
      const isEarly = err instanceof PartitionLeavingError
      if (!isEarly && !(err instanceof UnknownShapeError) && !isRefused(err)) throw err
      if (chunk.length === 1) {
        if (isEarly) {
          if (await this.spool(chunk)) return false
          throw err
        }
        const [{ family, sample }] = chunk as [FamilySample]
        this.options.log.error(
          { family: family.name, timestamp: sample.timestamp, err },
          'a sample is refused for what it holds; it is dropped',
        )
        return true
      }
      const half = Math.ceil(chunk.length / 2)
      const isFirstWhole = await this.insertUsable(target, chunk.slice(0, half))
      return (await this.insertUsable(target, chunk.slice(half))) && isFirstWhole
    }
  }

  private succeed(chunk: readonly FamilySample[]): void {
    if (this.isFailing) this.options.log.info('samples are stored again')
    this.failure = undefined
    this.options.log.trace({ samples: namesOf(chunk) }, 'stored')
  }

  private fail(err: unknown): void {
    // Said once at its beginning; it is tried again every few seconds.
    const level = this.isFailing ? 'debug' : err instanceof TimeLimitError ? 'warn' : 'error'
    this.failure = err
    this.target?.names.forget()
    this.options.log[level]({ err }, `samples could not be stored: ${explain(err)}`)
  }
}

function namesOf(chunk: readonly FamilySample[]): string[] {
  return chunk.map(({ family, sample }) => `${family.name} ${sample.timestamp}`)
}
