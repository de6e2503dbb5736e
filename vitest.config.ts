import { defineConfig } from 'vitest/config'

const everywhere = ['{contract,server,dashboard}/**/*.test.{ts,tsx}', 'scripts/**/*.test.{mjs,ts}']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: everywhere,
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.{db,e2e}.test.ts'],
        },
      },
      {
        test: {
          name: 'database',
          include: ['server/**/*.db.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
