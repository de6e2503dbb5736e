import type { Family } from '../metrics/family.ts'
import { type PrismaClient, sqlStateOf } from '../platform/database/index.ts'
import type { Logger } from '../platform/logger.ts'
import { type Insert, prepareInsert } from './insert-samples.ts'
import { SeriesNames } from './series-names.ts'

export interface RecorderOptions {
  /** Makes the partitions of a table that hold these times, in milliseconds since the epoch. */
  makePartitions(table: string, timesMs: readonly number[]): Promise<void>
  /** Goes into the transaction that inserts samples of these times into these tables: some may be late. */
  noteLate(prisma: PrismaClient, hostId: number, timesMs: ReadonlyMap<string, readonly number[]>): Insert
  monotonicMs(): number
  log: Logger
}

interface Target {
  prisma: PrismaClient
  hostId: number
  names: SeriesNames
}

interface Waiting {
  family: Family
  sample: { timestamp: string }
  sinceMs: number
}

// A batch closes with the sample that comes 10 s after its first: of a 5 s family it holds 15 s. What a kill loses.
const batchMs = 9_000
// What is kept in memory while the database is away: a day of a 5 s family.
const mostWaiting = 17_280
const noPartition = '23514'

/** Stores samples in batches. One that cannot be stored waits in memory, in order, and is tried again with the next. */
export class Recorder {
  private waiting: Waiting[] = []
  private target: Target | undefined
  private flushing: Promise<void> | undefined
  private failing = false
  private readonly begun = new Set<string>()

  constructor(private readonly options: RecorderOptions) {}

  /** Whether samples reach the database. */
  get isStoring(): boolean {
    return this.target !== undefined && !this.failing
  }

  /** From now on there is a database to store into. */
  async begin(prisma: PrismaClient, hostId: number): Promise<void> {
    this.target = { prisma, hostId, names: new SeriesNames(prisma, hostId) }
    await this.flush()
  }

  record(family: Family, sample: { timestamp: string }): void {
    this.waiting.push({ family, sample, sinceMs: this.options.monotonicMs() })
    if (this.waiting.length > mostWaiting) {
      this.waiting.shift()
      this.options.log.error(
        { family: family.name },
        'the oldest unstored sample was dropped: the database is away for too long',
      )
    }
    const oldest = this.waiting[0]
    const isDue = oldest !== undefined && this.options.monotonicMs() - oldest.sinceMs >= batchMs
    // The very first of a family is stored at once: who starts it wants to see that it works.
    if (isDue || !this.begun.has(family.name)) void this.flush()
    this.begun.add(family.name)
  }

  /** Stores what waits. Never rejects: what could not be stored goes on waiting. */
  async flush(): Promise<void> {
    // What came after a batch was closed is not in it: at a stop it would be lost.
    await this.flushing
    this.flushing ??= this.store().finally(() => (this.flushing = undefined))
    await this.flushing
  }

  private async store(): Promise<void> {
    const { target } = this
    const batch = [...this.waiting]
    if (!target || batch.length === 0) return
    try {
      await this.insert(target, batch)
      const kept = new Set(batch)
      this.waiting = this.waiting.filter((entry) => !kept.has(entry))
      if (this.failing) this.options.log.info({ samples: batch.length }, 'samples are stored again')
      this.failing = false
    } catch (err) {
      // Said once at its beginning; the samples that wait then try again every few seconds.
      const level = this.failing ? 'debug' : 'error'
      this.failing = true
      target.names.forget()
      this.options.log[level]({ err, waiting: this.waiting.length }, 'samples could not be stored; they wait in memory')
    }
  }

  private async insert({ prisma, hostId, names }: Target, batch: Waiting[]): Promise<void> {
    const families = [...new Set(batch.map((entry) => entry.family))]
    const samplesOf = (family: Family) => batch.filter((entry) => entry.family === family).map((entry) => entry.sample)
    const inserts = await Promise.all(
      families.map((family) => prepareInsert(prisma, family, hostId, names, samplesOf(family))),
    )
    const timesMs = new Map(
      families.map((family) => [family.table.name, samplesOf(family).map(({ timestamp }) => Date.parse(timestamp))]),
    )
    const statements = [...inserts, this.options.noteLate(prisma, hostId, timesMs)]
    const store = () => prisma.$transaction(statements.map((statement) => statement()))
    try {
      await store()
    } catch (error) {
      if (sqlStateOf(error) !== noPartition) throw error
      for (const [table, times] of timesMs) await this.options.makePartitions(table, times)
      await store()
    }
  }
}
