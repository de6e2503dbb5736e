// What a user of the server alone gets: its start, its steady state, the size of its page.
import { setTimeout as delay } from 'node:timers/promises'
import { measurePage } from './page-size.mjs'
import { familyOf, pssMb, readProcess, schedulerMs } from './processes.mjs'
import { atMost } from './report.mjs'
import { makeDataDir, newestStored, removeDataDir, startServer } from './start-server.mjs'

const intervalMs = 5000
// Past the idle time of the connections that only the start needed.
const warmUpSeconds = 75

/** @param {{ seconds?: number, signal: AbortSignal }} options */
export async function measureFirstSlice({ seconds = 180, signal }) {
  const dataDir = makeDataDir()
  let server
  try {
    const start = await measureStart(dataDir)
    server = start.server
    const steady = await measureSteadyState(server.pid, seconds, signal)
    console.log(`of the memory, the server itself: ${steady.server.toFixed(1)} MB`)
    const rows = [
      atMost('second start to the first stored sample', start.seconds, 2, 's'),
      atMost('steady state, nobody watching: CPU', steady.cpu, 1, 'ms/s'),
      atMost('steady state: processes forked', steady.forks, 0, ''),
      atMost('memory, server and database (PSS)', steady.memory, 100, 'MB'),
      atMost('overview: JavaScript, gzipped', measurePage('src/pages/overview.tsx') / 1000, 150, 'kB'),
    ]
    return { steadySeconds: seconds, rows }
  } finally {
    await server?.stop()
    removeDataDir(dataDir)
  }
}

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

async function measureSteadyState(pid, seconds, signal) {
  console.log(`measuring the steady state for ${seconds} s …`)
  await delay(warmUpSeconds * 1000, undefined, { signal })
  const family = familyOf(pid)
  const read = () => ({
    cpuMs: family.reduce((sum, member) => sum + schedulerMs(member), 0),
    reaped: family.reduce((sum, member) => sum + (readProcess(member)?.reapedFaults ?? 0), 0),
  })
  const before = read()
  await delay(seconds * 1000, undefined, { signal })
  const after = read()
  const newcomers = familyOf(pid).filter((member) => !family.includes(member))
  return {
    cpu: (after.cpuMs - before.cpuMs) / seconds,
    // A child that came and went leaves its page faults with its parent.
    forks: newcomers.length + (after.reaped === before.reaped ? 0 : 1),
    memory: family.reduce((sum, member) => sum + pssMb(member), 0),
    server: pssMb(pid),
  }
}
