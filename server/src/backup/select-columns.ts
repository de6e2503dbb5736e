import { escapeIdentifier, escapeLiteral } from 'pg'
import type { Table } from './list-tables.ts'

// A metric family's table, or a tier of it: measured numbers, none of them a secret.
const metricTable = /^[a-z]+_metrics(_\d+[mh])?$/

interface Rule {
  plain: readonly string[]
  secret?: readonly string[]
}

/**
 * What of each table is a secret. A table that is not named here is none of ours, and a column that is not named counts
 * as secret: a migration that adds one says here which it is.
 */
const rules: Record<string, Rule | 'secret'> = {
  hosts: { plain: ['id', 'key', 'hostname', 'created_at'] },
  interfaces: { plain: ['id', 'host_id', 'interface_name', 'first_seen', 'last_seen'] },
  mounts: { plain: ['id', 'host_id', 'mount', 'first_seen', 'last_seen'] },
  containers: {
    plain: ['id', 'host_id', 'container_id', 'container_name', 'image', 'first_seen', 'last_seen'],
  },
  roll_ups: { plain: ['host_id', 'table_name', 'watermark'] },
  roll_up_redo: { plain: ['host_id', 'table_name', 'bucket'] },
  events: { plain: ['id', 'host_id', 'timestamp', 'kind', 'until', 'message', 'boot_id'] },
  audit_log: { plain: ['id', 'timestamp', 'actor_id', 'actor', 'action', 'target', 'detail', 'address'] },
  users: {
    plain: ['id', 'username', 'username_key', 'email', 'email_key', 'role', 'preferences', 'created_at', 'disabled_at'],
    // Without its secret, a second factor is off.
    secret: ['password_hash', 'totp_enabled_at'],
  },
  sessions: 'secret',
  refresh_tokens: 'secret',
  invites: 'secret',
  api_tokens: 'secret',
  totp_secrets: 'secret',
  recovery_codes: 'secret',
}

/** What a backup takes of a table: its columns, each with the expression that it is selected by. */
export interface Selection {
  table: Table
  columns: { name: string; sql: string }[]
}

/**
 * What a backup takes.
 * @param passwordHash stands for every user's, where secrets are left out: a user cannot be without
 */
export function selectColumns(tables: readonly Table[], options: { withSecrets: boolean; passwordHash: string }) {
  return tables.filter(isOurs).flatMap((table): Selection[] => {
    const columns = table.columns.flatMap((name) => {
      if (options.withSecrets || isPlain(table, name)) return { name, sql: escapeIdentifier(name) }
      return name === 'password_hash' && isKeptWithoutSecrets(table)
        ? { name, sql: escapeLiteral(options.passwordHash) }
        : []
    })
    return columns.length > 0 ? [{ table, columns }] : []
  })
}

/** Tables and columns that no rule names: each has to be plain or secret by decision, not by default. */
export function listUnclassified(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => {
    if (!isOurs(table)) return [table.name]
    const rule = rules[table.name]
    if (rule === undefined || rule === 'secret') return []
    const named = new Set([...rule.plain, ...(rule.secret ?? [])])
    return table.columns.filter((column) => !named.has(column)).map((column) => `${table.name}.${column}`)
  })
}

/** Whether Home Zenith made it: a database of one's own may hold other tables. */
export function isOurs(table: Table): boolean {
  return isMetricTable(table) || Object.hasOwn(rules, table.name)
}

const isMetricTable = ({ name, isPartitioned }: Table) => isPartitioned && metricTable.test(name)

function isPlain(table: Table, column: string): boolean {
  const rule = rules[table.name]
  return isMetricTable(table) || (typeof rule === 'object' && rule.plain.includes(column))
}

function isKeptWithoutSecrets({ name }: Table): boolean {
  return typeof rules[name] === 'object'
}
