// What sampling costs beside what others would pay for the like, on the same machine in one run.
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
    // In the same minutes: they are close enough for a machine that is slower for a while to decide between them.
    const [prometheus, zenith] = await measure(context, withFew, {
      'node_exporter + Prometheus': (group) => startPrometheus(group),
      'Home Zenith': startZenith,
    })
    const [naive] = await measure(context, withFew, { 'systeminformation loop': startNaiveLoop })
    console.log('an hour of ticks …')
    const heap = await measureHeapGrowth(engine.socket, signal)
    const withMany = await measureIdle(context, engine, many)
    const [crowded] = await measure(context, withMany, { 'Home Zenith': startZenith })

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

/**
 * Those who are named, side by side: CPU in ms a second, and what it is made of; memory in MB; holds of the event loop in ms.
 * Of several only one may ask the engine, whose work is counted as the one's.
 */
async function measure(context, { containers, ...idle }, starts) {
  const { engineGroups, trace, seconds, settlingSeconds, wait } = context
  const names = Object.keys(starts)
  console.log(`${names.join(' beside ')}, ${containers} containers …`)
  const groups = Object.fromEntries(names.map((name, index) => [name, makeGroup(`subject-${index}`)]))
  const subjects = {}
  try {
    for (const name of names) subjects[name] = await starts[name](groups[name], context.socket)
    await wait(settlingSeconds)
    trace.clear()
    const threadIds = names.map((name) => groups[name].threadIds())
    const rates = await measureRates({ ...groups, ...engineGroups }, seconds, wait)
    const forked = threadIds.map((ids) => trace.forksOf(ids))
    const dockerd = compareWithIdle(rates.dockerd, idle.dockerd)
    const containerd = compareWithIdle(rates.containerd, idle.containerd)
    const measured = []
    for (const [index, name] of names.entries()) {
      const own = mean(rates[name])
      const engine = subjects[name].asksEngine ? { dockerd, containerd } : {}
      measured.push({
        name,
        containers,
        cost: Object.values(engine).reduce((sum, { counted }) => sum + counted, own),
        own,
        ...engine,
        memory: groups[name].memoryMb(),
        forks: forked[index].length,
        forkedBy: [...new Set(forked[index])],
        held: await measureHolds(subjects[name], context),
        seen: await subjects[name].seen(),
      })
      // What is asked of the next must not be held up by this one.
      await subjects[name].stop()
      delete subjects[name]
    }
    return measured
  } finally {
    for (const subject of Object.values(subjects)) await subject.stop()
    for (const group of Object.values(groups)) await group.remove()
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
  const extra = (compared) => compared && `${short(compared.extra)} ± ${short(compared.error)}`
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
