import type { z } from 'zod'
import type { Machine } from '../sources/index.ts'

/** Takes the samples of one family. It has its own state (previous counters); the schedule guarantees no overlap. */
export interface Collector<Sample> {
  /** Reads the counters once, so that the first `collect` has rates. */
  prime(): Promise<void>
  /** Reads the machine. What it does not have is null; an unexpected failure throws, and costs this sample only. */
  collect(): Promise<Omit<Sample, 'timestamp'>>
}

/** A stored column: its name on the wire, and its type in PostgreSQL. All but the key may be NULL. */
export interface Column {
  name: string
  type: 'float8' | 'int8' | 'int4'
}

/** Where a family's samples are kept; `<name>_metrics` has the raw rows, keyed by host, series and time. */
export interface MetricTable<Sample> {
  name: string
  columns: readonly Column[]
  /** The stored rows of a sample, each in the order of `columns`. */
  rows(sample: Sample): (number | null)[][]
}

/** A metric family: everything that the capabilities need to know of it. */
export interface Family<Sample extends { timestamp: string } = { timestamp: string }> {
  name: string
  intervalMs: number
  /** A collection that takes longer counts as failed. */
  timeoutMs: number
  schema: z.ZodType<Sample>
  createCollector(machine: Machine): Collector<Sample>
  table: MetricTable<Sample>
}
