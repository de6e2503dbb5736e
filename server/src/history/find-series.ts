import type { Family } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { listSeries, type NamedSeries } from './series-names.ts'

/**
 * The series of a host that a value of the family's parameter means, those seen last at the end. What is in the
 * latest sample is known before it is stored.
 */
export async function findSeries(
  prisma: PrismaClient,
  { table }: Family,
  hostId: number,
  wanted: string,
  latest: { timestamp: string } | undefined,
): Promise<NamedSeries[]> {
  const { series } = table
  if (!series) return []
  const known = await listSeries(prisma, series, hostId)
  const stored = new Map(known.map((one) => [one.labels[0], one]))
  for (const labels of latest ? (series.named?.(latest) ?? table.rows(latest).map((row) => row.labels)) : []) {
    const one = stored.get(labels[0])
    const lastSeen = new Date(latest?.timestamp ?? 0)
    if (one) Object.assign(one, { labels, lastSeen })
    else known.push({ id: notStored, labels, lastSeen })
  }
  const found = series.find?.(known, wanted) ?? known.filter(({ labels }) => labels[0] === wanted)
  return found.sort((a, b) => a.lastSeen.getTime() - b.lastSeen.getTime())
}

// The id of no series: it has no rows.
const notStored = 0
