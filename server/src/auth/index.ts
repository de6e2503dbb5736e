export type { Accounts } from './accounts.ts'
export { type Auth, createAuth } from './create-auth.ts'
export { makeUnusableHash, resetPassword } from './reset-password.ts'
