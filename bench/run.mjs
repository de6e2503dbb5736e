// npm run bench: measures, prints a table, writes it to bench/results/.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { measurePage } from './page-size.mjs'
import { familyOf, pssMb, readProcess, schedulerMs } from './processes.mjs'
import { makeDataDir, newestStored, removeDataDir, startServer } from './start-server.mjs'

const intervalMs = 5000
// Past the idle time of the connections that only the start needed.
const warmUpSeconds = 75
const steadySeconds = Number(process.argv[2] ?? 180)

/** A row of the table: what, the measured number, the goal, whether it is met. */
const row = (what, value, goal, unit) => ({
  what,
  measured: `${value.toFixed(2)} ${unit}`,
  goal: `≤ ${goal} ${unit}`,
  met: value <= goal,
})

async function measureStart(dataDir) {
  const first = await startServer(dataDir)
  await untilStored(dataDir, 0)
  await first.stop()
  const stoppedMs = Date.now()
  // The first sample bears the tick just passed: it has to be one that the first run did not store.
  await delay(intervalMs - (stoppedMs % intervalMs) + 100)
  const server = await startServer(dataDir)
  await untilStored(dataDir, stoppedMs)
  return { server, seconds: (performance.now() - server.startedMs) / 1000 }
}

async function untilStored(dataDir, afterMs) {
  const limit = performance.now() + 30_000
  while (((await newestStored(dataDir)) ?? 0) <= afterMs) {
    if (performance.now() > limit) throw new Error('no sample was stored within 30 s')
    await delay(20)
  }
}

async function measureSteadyState(pid) {
  console.log(`measuring the steady state for ${steadySeconds} s …`)
  await delay(warmUpSeconds * 1000)
  const family = familyOf(pid)
  const read = () => ({
    cpuMs: family.reduce((sum, member) => sum + schedulerMs(member), 0),
    reaped: family.reduce((sum, member) => sum + (readProcess(member)?.reapedFaults ?? 0), 0),
  })
  const before = read()
  await delay(steadySeconds * 1000)
  const after = read()
  const newcomers = familyOf(pid).filter((member) => !family.includes(member))
  return {
    cpu: (after.cpuMs - before.cpuMs) / steadySeconds,
    // A child that came and went leaves its page faults with its parent.
    forks: newcomers.length + (after.reaped === before.reaped ? 0 : 1),
    memory: family.reduce((sum, member) => sum + pssMb(member), 0),
    server: pssMb(pid),
  }
}

const dataDir = makeDataDir()
let server
try {
  const start = await measureStart(dataDir)
  server = start.server
  const steady = await measureSteadyState(server.pid)
  const rows = [
    row('second start to the first stored sample', start.seconds, 2, 's'),
    row('steady state, nobody watching: CPU', steady.cpu, 1, 'ms/s'),
    row('steady state: processes forked', steady.forks, 0, ''),
    row('memory, server and database (PSS)', steady.memory, 100, 'MB'),
    row('page: JavaScript, gzipped', measurePage() / 1000, 150, 'kB'),
  ]
  console.table(rows)
  console.log(`of the memory, the server itself: ${steady.server.toFixed(1)} MB`)
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const report = {
    date: new Date().toISOString(),
    commit,
    node: process.version,
    cpu: cpus()[0]?.model,
    steadySeconds,
    rows,
  }
  const file = fileURLToPath(new URL('results/first-slice.json', import.meta.url))
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  process.exitCode = rows.every(({ met }) => met) ? 0 : 1
} finally {
  await server?.stop()
  removeDataDir(dataDir)
}
