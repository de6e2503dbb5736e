// What sampling costs beside what others would pay for the like, on the same machine in one run, one after the other.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { makeGroup } from './cgroup.mjs'
import { startEngine } from './containers.mjs'
import { startForkTrace } from './fork-trace.mjs'
import { measureHeapGrowth } from './heap-growth.mjs'
import { atLeast, atMost, below } from './report.mjs'
import { startNaiveLoop, startPrometheus, startZenith } from './subjects.mjs'
import { compareWithIdle, mean, measureRates } from './windows.mjs'

const [few, many] = [10, 100]
// Whoever starts compiles, fills caches and opens files: a minute and a half later it does what it does for months.
const longestSettlingSeconds = 90
// Every family has a tick in it.
const longestProbeSeconds = 60

/** @param {{ seconds?: number, signal: AbortSignal }} options seconds of each window */
export async function measureSamplingCost({ seconds = 120, signal }) {
  const settlingSeconds = Math.min(longestSettlingSeconds, seconds)
  const wait = (duration) => delay(duration * 1000, undefined, { signal })
  const engineGroups = {}
  const ends = []
  try {
    for (const name of ['dockerd', 'containerd']) {
      engineGroups[name] = makeGroup(name)
      ends.push(() => engineGroups[name].remove())
    }
    const trace = startForkTrace()
    ends.push(() => trace.stop())
    const engine = await startEngine(engineGroups)
    ends.push(() => engine.stop())
    const context = { engineGroups, socket: engine.socket, trace, seconds, settlingSeconds, wait }

    const withFew = await measureIdle(context, engine, few)
    const zenith = await measure(context, 'Home Zenith', startZenith, withFew)
    const naive = await measure(context, 'systeminformation loop', startNaiveLoop, withFew)
    const prometheus = await measure(context, 'node_exporter + Prometheus', (group) => startPrometheus(group), withFew)
    console.log('an hour of ticks …')
    const heap = await measureHeapGrowth(engine.socket, signal)
    const withMany = await measureIdle(context, engine, many)
    const crowded = await measure(context, 'Home Zenith', startZenith, withMany)

    const subjects = [zenith, naive, prometheus, crowded]
    console.table(subjects.map(columnsOf))
    return {
      windowSeconds: seconds,
      engineIdle: [withFew, withMany],
      subjects,
      heap,
      rows: judge({ zenith, naive, prometheus, crowded, heap }),
    }
  } finally {
    // One that fails must not keep the others from their work.
    for (const end of ends.reverse()) await Promise.resolve().then(end).catch(console.error)
  }
}

function judge({ zenith, naive, prometheus, crowded, heap }) {
  const cost = `CPU, ${few} containers`
  const failed = Object.values(heap.collections).reduce((sum, family) => sum + family.failed, 0)
  return [
    // Else it is compared with those who do more than it does.
    atLeast(`containers measured, of ${few}`, zenith.seen.containers, few),
    atLeast(`containers measured, of ${many}`, crowded.seen.containers, many),
    atMost(cost, zenith.cost, naive.cost / 10, 'ms/s', ' (a tenth of systeminformation)'),
    atMost(cost, zenith.cost, prometheus.cost / 3, 'ms/s', ' (a third of node_exporter + Prometheus)'),
    below(`${many} containers against ${few}`, crowded.cost / zenith.cost, 3, 'times'),
    atMost(`processes forked, ${few} and ${many} containers`, zenith.forks + crowded.forks, 0, ''),
    atMost(`event loop held at ticks, ${few} containers`, zenith.held.atTicksMs, 5, 'ms'),
    atMost(`event loop held at ticks, ${many} containers`, crowded.held.atTicksMs, 5, 'ms'),
    atMost('samples that failed in an hour of ticks', failed, 0, ''),
    below('heap growth in an hour of ticks', heap.growthBytes / 1e6, 1, 'MB'),
  ]
}

/** Brings the engine to so many containers, and measures what it costs when nobody asks it anything. */
async function measureIdle({ engineGroups, seconds, settlingSeconds, wait }, engine, containers) {
  console.log(`starting ${containers} containers, then the idle engine …`)
  await engine.grow(containers)
  await wait(settlingSeconds)
  return { containers, ...(await measureRates(engineGroups, seconds, wait)) }
}

/** CPU in ms a second, and what it is made of; memory in MB; holds of the event loop in ms. */
async function measure(context, name, start, { containers, ...idle }) {
  const { engineGroups, socket, trace, seconds, settlingSeconds, wait } = context
  console.log(`${name}, ${containers} containers …`)
  const group = makeGroup('subject')
  let subject
  try {
    subject = await start(group, socket)
    await wait(settlingSeconds)
    trace.clear()
    const threadIds = group.threadIds()
    const rates = await measureRates({ own: group, ...engineGroups }, seconds, wait)
    const forked = trace.forksOf(threadIds)
    const own = mean(rates.own)
    const dockerd = compareWithIdle(rates.dockerd, idle.dockerd)
    const containerd = compareWithIdle(rates.containerd, idle.containerd)
    return {
      name,
      containers,
      cost: own + (subject.asksEngine ? dockerd.counted + containerd.counted : 0),
      own,
      dockerd,
      containerd,
      memory: group.memoryMb(),
      forks: forked.length,
      forkedBy: [...new Set(forked)],
      held: await measureHolds(subject, context),
      seen: await subject.seen(),
    }
  } finally {
    await subject?.stop()
    await group.remove()
  }
}

/** A window of its own: the probe itself costs more processor time than what it watches. */
async function measureHolds({ probedPid, loopFile }, { seconds, wait }) {
  if (!probedPid) return undefined
  process.kill(probedPid, 'SIGUSR2')
  await wait(Math.min(seconds, longestProbeSeconds))
  process.kill(probedPid, 'SIGUSR2')
  for (let tries = 0; !existsSync(loopFile) && tries < 50; tries += 1) await wait(0.1)
  return JSON.parse(readFileSync(loopFile, 'utf8'))
}

function columnsOf({ name, containers, cost, own, dockerd, containerd, memory, forks, held, seen }) {
  const short = (number) => Number(number.toFixed(2))
  const extra = ({ extra, error }) => `${short(extra)} ± ${short(error)}`
  return {
    what: `${name}, ${containers}`,
    'cost ms/s': short(cost),
    own: short(own),
    dockerd: extra(dockerd),
    'containerd, shims': extra(containerd),
    'memory MB': short(memory),
    forks,
    'held ms': held && short(held.atTicksMs),
    'between ticks': held && short(held.betweenTicksMs),
    seen: JSON.stringify(seen),
  }
}
