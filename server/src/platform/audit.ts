import type { AuditAction } from '@home-zenith/contract'
import type { Prisma } from './database/index.ts'

/** Something that was done, or tried in vain. No secret, and no text that a stranger chose, belongs into it. */
export interface AuditEntry {
  /** The id of the user who did it; null: nobody who was signed in. */
  actor: string | null
  action: AuditAction
  /** Whom or what it was done to, as a person would name it. */
  target?: string | undefined
  detail?: Prisma.InputJsonObject
  /** Where the request came from. */
  address?: string | undefined
}

/** Adds a line to the audit log; `within` a transaction, it is there when and only when what it tells of is. */
export type RecordAudit = (entry: AuditEntry, within?: Prisma.TransactionClient) => Promise<void>
