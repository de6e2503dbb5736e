import type { RecordAudit } from '../platform/audit.ts'
import type { PrismaClient } from '../platform/database/index.ts'

// A proxy may pass on anything as an address.
const longestAddress = 64

/** Writes into the audit log of this database. */
export function createRecordAudit(prisma: PrismaClient): RecordAudit {
  return async ({ actor, action, target, detail, address }, within = prisma) => {
    await within.$executeRawUnsafe(
      `INSERT INTO audit_log (actor_id, actor, action, target, detail, address)
       VALUES ($1::uuid, (SELECT username FROM users WHERE id = $1::uuid), $2, $3, $4::jsonb, $5)`,
      actor,
      action,
      target ?? null,
      detail ? JSON.stringify(detail) : null,
      address?.replaceAll('\0', '').slice(0, longestAddress) ?? null,
    )
  }
}

/** Removes the lines that are old enough for the log to let them go. */
export async function pruneAudit(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`DELETE FROM audit_log WHERE timestamp < now() - interval '365 days'`
}
