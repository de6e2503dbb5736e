import type { z } from 'zod'
import type { Machine } from '../sources/index.ts'

/** Takes the samples of one family. It has its own state (previous counters); the schedule guarantees no overlap. */
export interface Collector<Sample> {
  /** Reads the counters once, so that the first `collect` has rates. */
  prime(): Promise<void>
  /**
   * Reads the machine. What it does not have is null; an unexpected failure throws, and costs this sample only.
   * @param timestamp the sample's own, for what states it again
   */
  collect(timestamp: string): Promise<Omit<Sample, 'timestamp'>>
  /** Gives back what it holds open. */
  close?(): void
}

/** A stored column: its name on the wire, and its type in PostgreSQL. All but the key may be NULL. */
export interface Column {
  name: string
  type: 'float8' | 'int8' | 'int4'
}

/** A row of a metric table, but for host and time. */
export interface MetricRow {
  /** The names of its series, in the order of `Series.labels`; none where the table has no series. */
  labels: readonly string[]
  /** In the order of `MetricTable.columns`. */
  values: readonly (number | null)[]
}

/** The names of a series. */
export interface Labelled {
  labels: readonly string[]
}

/** What a family has several of: interfaces, mounts, containers. */
export interface Series<Sample> {
  /** What chooses one in a query: `interface`. */
  parameter: string
  /** The table of the names, with an integer `id`, which `column` of the metric table refers to. */
  table: string
  column: string
  /** The text columns of that table: the first identifies a series on its host, of the others it has the newest. */
  labels: readonly [string, ...string[]]
  /** What a query without the parameter asks for: a name, or `*`; null when this machine has none now. */
  choose(latest: Sample | undefined): string | null
  /** The names of all in a sample, where not each of them has a row. */
  named?(sample: Sample): (readonly string[])[]
  /** Those that a value of the parameter means; where left out, the one that it identifies. */
  find?<Named extends Labelled>(known: readonly Named[], wanted: string): Named[]
  /** Gives the family `GET /api/metrics/<family>/:<path>`: the thing itself with its history. */
  detail?: SeriesDetail<Sample>
}

export interface SeriesDetail<Sample> {
  /** The path's parameter. */
  path: string
  schema: z.ZodType
  notFound: 'container_not_found'
  /** The thing as it is now, or what is still known of one that is gone. */
  describe(labels: readonly string[], lastSeen: string, latest: Sample | undefined): object
}

/** Where a family's samples are kept; `<name>_metrics` has the raw rows, keyed by host, series and time. */
export interface MetricTable<Sample> {
  name: string
  columns: readonly Column[]
  series?: Series<Sample>
  /** The stored rows of a sample. */
  rows(sample: Sample): MetricRow[]
}

/** A remark of `zenith doctor` on a sample: what cannot be told here, and the one command that would change it. */
export interface Advice {
  what: string
  remedy?: string
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
  /** What a sample lacks, and what would mend it. */
  advise(sample: Omit<Sample, 'timestamp'>, machine: Machine): Advice[]
}
