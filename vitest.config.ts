import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// A machine that is busy takes its time: what is waited for comes, or not at all.
const patient = { expect: { poll: { timeout: 20_000 } } }

const database = {
  ...patient,
  include: ['server/**/*.db.test.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

// The oldest PostgreSQL that DATABASE_URL may name; there is a package of it for 64-bit x86 alone.
const postgres13 = fileURLToPath(new URL('node_modules/postgres-13-x64/native', import.meta.url))

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
          name: 'pure',
          // A busy machine is no failure.
          testTimeout: 60_000,
          include: ['{contract,server,dashboard}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.{db,e2e}.test.ts'],
        },
      },
      { test: { ...database, name: 'database', provide: { postgresBinaries: '' } } },
      ...(existsSync(postgres13)
        ? [
            {
              test: {
                ...database,
                name: 'database 13',
                // Its own versions are what the tests of the embedded database are about.
                exclude: ['server/src/platform/database/embedded/**'],
                provide: { postgresBinaries: postgres13 },
              },
            },
          ]
        : []),
      {
        test: {
          ...patient,
          name: 'browser',
          include: ['e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // They wait as much as they work; after the others, which do not wait.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
