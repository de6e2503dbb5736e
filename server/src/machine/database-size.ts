import type { PrismaClient } from '../platform/database/index.ts'

// The database looks at every file of its to tell.
const keptMs = 60_000

/** Bytes on disk of the database, asked for once a minute at most; null while it cannot be asked. */
export function createDatabaseSize(prisma: PrismaClient, monotonicMs: () => number): () => Promise<number | null> {
  let kept: { bytes: number; atMs: number } | undefined
  return async () => {
    if (kept && monotonicMs() - kept.atMs < keptMs) return kept.bytes
    try {
      const [row] = await prisma.$queryRaw<{ bytes: bigint }[]>`SELECT pg_database_size(current_database()) AS bytes`
      kept = { bytes: Number(row?.bytes), atMs: monotonicMs() }
      return kept.bytes
    } catch {
      return null
    }
  }
}
