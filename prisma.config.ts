import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { defineConfig } from 'prisma/config'

// For `npx prisma …` alone: the server itself applies migrations without Prisma's command line.
const fromFile = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
const url = process.env.DATABASE_URL ?? fromFile.DATABASE_URL

const schema = 'server/prisma/schema.prisma'
const metricTables = readFileSync(new URL(schema, import.meta.url), 'utf8').matchAll(/@@map\("(\w+_metrics)"\)/g)

export default defineConfig({
  schema,
  migrations: { path: 'server/prisma/migrations' },
  // The tiers of the metric tables are SQL's alone: as models they would double the client.
  experimental: { externalTables: true },
  tables: {
    external: [...metricTables].flatMap(([, table]) => ['1m', '15m', '1h'].map((tier) => `public.${table}_${tier}`)),
  },
  ...(url ? { datasource: { url } } : {}),
})
