import type { ClientBase } from 'pg'
import { BackupError } from './backup-error.ts'

/** The migrations that the database has, in their order; none before its first start. */
export async function listApplied(client: ClientBase): Promise<string[]> {
  const { rows: found } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists")
  if (!found[0].exists) return []
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
  )
  return rows.map(({ name }) => name)
}

/** @returns those that the database has @throws {BackupError} when it has others than `known` */
export async function requireKnown(client: ClientBase, known: readonly string[]): Promise<string[]> {
  const applied = await listApplied(client)
  const unknown = applied.find((name) => !known.includes(name))
  if (unknown === undefined) return applied
  throw new BackupError(
    `a newer Home Zenith has used this database (it has the migration ${unknown}): back it up with that version`,
  )
}
