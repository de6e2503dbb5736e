export type { Accounts } from './accounts.ts'
export { type Auth, createAuth } from './create-auth.ts'
export { resetPassword } from './reset-password.ts'
