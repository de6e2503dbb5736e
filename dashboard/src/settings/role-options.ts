import { settings } from '../messages/settings.ts'

const { roles, roleHints } = settings

/** The roles, and what each may, the lesser first. */
export const roleOptions = (['viewer', 'admin'] as const).map(
  (role) => [role, `${roles[role]}: ${roleHints[role]}`] as const,
)
