// Bundled and run by heap-growth.mjs: collects every family as often as an hour would, and prints what the heap gained.
import { setImmediate as turn } from 'node:timers/promises'
import { families } from '../server/src/metrics/families.ts'
import { createMachine } from '../server/src/sources/index.ts'

const stepMs = 5000
const hourMs = 3_600_000
const beginMs = Math.floor(Date.now() / hourMs) * hourMs

const real = createMachine({ procfs: '/proc', sysfs: '/sys', rootfs: '/', dockerSocket: process.env.DOCKER_SOCKET })
let passedMs = 0
// What is renewed every few minutes is renewed as often as in a real hour.
const machine = { ...real, monotonicMs: () => real.monotonicMs() + passedMs }
const runs = families.map((family) => ({ family, collector: family.createCollector(machine), done: 0, failed: 0 }))

async function collect(run, timestamp) {
  try {
    await run.collector.collect(timestamp)
    run.done += 1
  } catch (err) {
    if (run.failed === 0) console.error(run.family.name, err)
    run.failed += 1
  }
}

async function heapBytes() {
  // Finalizers free more in later turns.
  for (let round = 0; round < 3; round += 1) {
    await turn()
    globalThis.gc()
  }
  return process.memoryUsage().heapUsed
}

await Promise.all(runs.map(({ collector }) => collector.prime()))
let beginBytes = 0
while (passedMs < hourMs) {
  passedMs += stepMs
  const due = runs.filter(({ family }) => passedMs % family.intervalMs === 0)
  await Promise.all(due.map((run) => collect(run, new Date(beginMs + passedMs).toISOString())))
  if (passedMs === hourMs / 10) beginBytes = await heapBytes()
}
const endBytes = await heapBytes()
for (const { collector } of runs) collector.close?.()

console.log(
  JSON.stringify({
    growthBytes: endBytes - beginBytes,
    beginBytes,
    endBytes,
    seconds: performance.now() / 1000,
    collections: Object.fromEntries(runs.map(({ family, done, failed }) => [family.name, { done, failed }])),
  }),
)
// A connection to the engine may be open still.
process.exit()
