import { z } from 'zod'
import type { Family } from '../src/metrics/family.ts'
import type { PrismaClient } from '../src/platform/database/index.ts'

export interface ProbeSample {
  timestamp: string
  level: number | null
  size: number | null
}

/** A metric family as small as one can be, for tests of what treats all families alike. */
export const probeFamily: Family<ProbeSample> = {
  name: 'probe',
  intervalMs: 5000,
  timeoutMs: 1000,
  schema: z.object({ timestamp: z.iso.datetime(), level: z.number().nullable(), size: z.number().nullable() }),
  createCollector: () => ({ prime: async () => {}, collect: async () => ({ level: 1, size: 2 }) }),
  table: {
    name: 'probe_metrics',
    columns: [
      { name: 'level', type: 'float8' },
      { name: 'size', type: 'int8' },
    ],
    rows: ({ level, size }) => [{ labels: [], values: [level, size] }],
  },
  advise: () => [],
}

export async function createProbeTable(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRawUnsafe(`CREATE TABLE probe_metrics (
    host_id int NOT NULL, timestamp timestamptz(3) NOT NULL, level float8, size int8, PRIMARY KEY (host_id, timestamp)
  ) PARTITION BY RANGE (timestamp)`)
}

export function probe(timestamp: string, level: number | null, size: number | null = null): ProbeSample {
  return { timestamp, level, size }
}
