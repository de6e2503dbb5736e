// What sampling costs beside what others would pay for the like, on the same machine in one run, one after the other.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { makeGroup } from './cgroup.mjs'
import { startEngine } from './containers.mjs'
import { startForkTrace } from './fork-trace.mjs'
import { measureHeapGrowth } from './heap-growth.mjs'
import { atMost, below } from './report.mjs'
import { startNaiveLoop, startPrometheus, startZenith } from './subjects.mjs'

const [few, many] = [10, 100]
const longestSettlingSeconds = 30

/** @param {{ seconds?: number, signal: AbortSignal }} options seconds of each window */
export async function measureSamplingCost({ seconds = 120, signal }) {
  const settlingSeconds = Math.min(longestSettlingSeconds, seconds)
  const wait = (duration) => delay(duration * 1000, undefined, { signal })
  const engineGroup = makeGroup('engine')
  const ends = [() => engineGroup.remove()]
  try {
    const trace = startForkTrace()
    ends.push(() => trace.stop())
    const engine = await startEngine(engineGroup)
    ends.push(() => engine.stop())
    const context = { engineGroup, socket: engine.socket, trace, seconds, settlingSeconds, wait }

    const withFew = await measureIdle(context, engine, few)
    const zenith = await measure(context, 'Home Zenith', startZenith, withFew)
    const naive = await measure(context, 'systeminformation loop', startNaiveLoop, withFew)
    const prometheus = await measure(context, 'node_exporter + Prometheus', startPrometheus, withFew)
    console.log('an hour of ticks …')
    const heap = await measureHeapGrowth(engine.socket, signal)
    const withMany = await measureIdle(context, engine, many)
    const crowded = await measure(context, 'Home Zenith', startZenith, withMany)

    const subjects = [zenith, naive, prometheus, crowded]
    console.table(subjects.map(({ longestHolds, ...columns }) => columns))
    return {
      windowSeconds: seconds,
      engineIdle: [withFew, withMany],
      subjects,
      heap,
      rows: judge({ zenith, naive, prometheus, crowded, heap }),
    }
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

function judge({ zenith, naive, prometheus, crowded, heap }) {
  const cost = `CPU, ${few} containers`
  return [
    atMost(cost, zenith.cost, naive.cost / 10, 'ms/s', ' (a tenth of systeminformation)'),
    atMost(cost, zenith.cost, prometheus.cost / 3, 'ms/s', ' (a third of node_exporter + Prometheus)'),
    below(`${many} containers against ${few}`, crowded.cost / zenith.cost, 3, 'times'),
    atMost(`processes forked, ${few} and ${many} containers`, zenith.forks + crowded.forks, 0, ''),
    atMost(`event loop held at ticks, ${few} containers`, zenith.heldAtTicks, 5, 'ms'),
    atMost(`event loop held at ticks, ${many} containers`, crowded.heldAtTicks, 5, 'ms'),
    below('heap growth in an hour of ticks', heap.growthBytes / 1e6, 1, 'MB'),
  ]
}

/** Brings the engine to so many containers, and measures what it costs when nobody asks it anything. */
async function measureIdle({ engineGroup, seconds, settlingSeconds, wait }, engine, containers) {
  console.log(`starting ${containers} containers, then the idle engine …`)
  await engine.grow(containers)
  await wait(settlingSeconds)
  const readMs = costOf(engineGroup)
  await wait(seconds)
  return { containers, idle: readMs() }
}

/** CPU in ms a second, and what it is made of; memory in MB; holds of the event loop in ms. */
async function measure(context, name, start, { containers, idle }) {
  const { engineGroup, socket, trace, seconds, settlingSeconds, wait } = context
  console.log(`${name}, ${containers} containers …`)
  const group = makeGroup('subject')
  let subject
  try {
    subject = await start(group, socket)
    await wait(settlingSeconds)
    trace.clear()
    const threadIds = group.threadIds()
    const [ownMs, engineMs] = [costOf(group), costOf(engineGroup)]
    await wait(seconds)
    const [own, engine] = [ownMs(), engineMs() - idle]
    const forked = trace.forksOf(threadIds)
    const memory = group.memoryMb()
    const held = await measureHolds(subject, context)
    return {
      name,
      containers,
      // What the engine seems to have saved is noise of the two windows, not a gain.
      cost: own + Math.max(0, engine),
      own,
      engine,
      memory,
      forks: forked.length,
      forkedBy: [...new Set(forked)].join(', '),
      heldAtTicks: held?.atTicksMs,
      heldBetween: held?.betweenTicksMs,
      heldP999: held?.p999Ms,
      longestHolds: held?.longest,
      seen: JSON.stringify(await subject.seen()),
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
  await wait(seconds)
  process.kill(probedPid, 'SIGUSR2')
  for (let tries = 0; !existsSync(loopFile) && tries < 50; tries += 1) await wait(0.1)
  return JSON.parse(readFileSync(loopFile, 'utf8'))
}

/** @returns from the call on, milliseconds of processor time a second */
function costOf(group) {
  const [beforeMs, startMs] = [group.cpuMs(), performance.now()]
  return () => ((group.cpuMs() - beforeMs) / (performance.now() - startMs)) * 1000
}
