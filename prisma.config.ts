import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { defineConfig } from 'prisma/config'

// For `npx prisma …` alone: the server itself applies migrations without Prisma's command line.
const fromFile = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
const url = process.env.DATABASE_URL ?? fromFile.DATABASE_URL

export default defineConfig({
  schema: 'server/prisma/schema.prisma',
  migrations: { path: 'server/prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
})
