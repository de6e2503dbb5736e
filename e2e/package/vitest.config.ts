import { defineConfig } from 'vitest/config'

// The Debian package in a Debian of its own: as root. `e2e/package/run` prepares it.
export default defineConfig({
  test: {
    include: ['e2e/package/*.package.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
