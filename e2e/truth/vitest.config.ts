import { defineConfig } from 'vitest/config'

// What Home Zenith says, compared with the machine itself: as root, with a container engine. `e2e/truth/run` prepares it.
export default defineConfig({
  test: {
    include: ['e2e/truth/*.truth.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Each makes load that another would measure.
    fileParallelism: false,
  },
})
