// npm run soak [-- MINUTES [SOCKETS]]: two simulated days, or so many minutes, of the built server with its own database, a container
// engine and 500 sockets, while all goes wrong that may. A run of two days is written to bench/results/soak.json: of the first the server
// still compiles what it does, the second tells whether its memory grows.
//
// Simulated is the server's clock, and what of it soak/simulate-clock.mjs says. Sampling, SQL, roll-ups, expiry, sockets, disk, database
// and engine are real. Rates and costs mean nothing here: they are divided by simulated time.
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startEngine } from './containers.mjs'
import { mountDisk } from './loop-disk.mjs'
import { atLeast, atMost, report } from './report.mjs'
import { ask } from './soak/ask.mjs'
import { planChaos } from './soak/chaos.mjs'
import { runServer } from './soak/run-server.mjs'
import { compareStored, compareTier } from './soak/stored.mjs'

const wholeMinutes = 2880
const [minutes = wholeMinutes, sockets = 500] = process.argv.slice(2).map(Number)
if (!(minutes >= 60))
  throw new Error('npm run soak -- MINUTES [SOCKETS]: 60 at the least, for expiry waits for a steady clock')

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const tickMs = 5000
const intervalsMs = { system: tickMs, network: 10_000, docker: 15_000, filesystem: minuteMs }
const containers = 10
const diskBytes = 512 << 20
// No simulated moment lies in the future of the database, whose own clock is real.
const beginMs = Math.floor(Date.now() / hourMs) * hourMs - minutes * minuteMs - 3 * hourMs
const strayedMs = 3 * dayMs + 1700
// How often memory, descriptors and timers are looked at.
const looks = 48
const backLimitMs = 120_000

const faults = []
function noteFault(fault) {
  faults.push(fault)
  console.error(`  ! ${fault}`)
}

const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => ending.abort())
const ends = []
try {
  await soak()
} catch (err) {
  process.exitCode = 1
  console.error(ending.signal.aborted ? 'stopped' : err)
} finally {
  for (const end of ends.reverse()) await Promise.resolve().then(end).catch(console.error)
}

async function soak() {
  const startedMs = performance.now()
  const { dataDir, disk, engine } = await prepare()
  const expected = new Map()
  let minute = 0
  let chaoses = []
  /** What it brings may be said a moment later. */
  const findRecent = (matches) =>
    chaoses.find((chaos) => minute >= chaos.from && minute < chaos.from + chaos.minutes + 2 && matches(chaos))
  const onError = ({ message, details }) => {
    const cause = findRecent(({ errors }) => errors.some((pattern) => pattern.test(message)))
    if (!cause) return noteFault(`error in the log: ${message} ${JSON.stringify(details).slice(0, 600)}`)
    const line = `${cause.name}: ${message}`
    expected.set(line, (expected.get(line) ?? 0) + 1)
  }
  const server = await runServer(dataDir, {
    startMs: beginMs - strayedMs,
    dockerSocket: engine.socket,
    onError,
    onFault: (fault) => noteFault(`server: ${fault}`),
  })
  ends.push(() => server.stop())
  await untilReady(server)
  const token = await makeToken(server)
  const crowd = fork(fileURLToPath(new URL('soak/sockets.mjs', import.meta.url)))
  ends.push(() => crowd.kill())
  // Those without containers, of which there is nothing to store.
  const empty = new Set()
  crowd.on('message', ({ docker }) => {
    if (!docker || docker.measured === containers) return
    if (docker.measured === 0) empty.add(`docker ${docker.timestamp}`)
    if (!findRecent(({ isEngineAway }) => isEngineAway))
      noteFault(`${clock(minute)} the containers' sample is incomplete: ${JSON.stringify(docker)}`)
  })
  chaoses = planChaos({ minutes, strayedMs, server, dataDir, disk, engine })
  ends.push(async () => {
    for (const { end } of chaoses) await end()
  })

  const course = []
  let wallMs = 0
  let recoveringSinceMs
  for (; minute < minutes; minute += 1) {
    ending.signal.throwIfAborted()
    for (const chaos of chaoses.filter(({ from }) => from === minute)) {
      console.log(`${clock(minute)} ${chaos.name}`)
      await chaos.begin()
    }
    if (minute === 0) crowd.send({ connect: { count: sockets, base: server.base, token } })
    if (minute % 30 === 15) crowd.send({ reconnect: sockets / 20 })
    const away = chaoses.find(({ from, minutes, isAway }) => isAway && minute >= from && minute < from + minutes)
    // Without its database the server cannot say who comes.
    wallMs = await pass(server, crowd, { everybody: !away && recoveringSinceMs === undefined })

    const ready = await statusOf(server, '/api/health/ready')
    if (recoveringSinceMs !== undefined && ready === 200) recoveringSinceMs = undefined
    if (recoveringSinceMs !== undefined) {
      if (performance.now() - recoveringSinceMs > backLimitMs) throw new Error('samples are not stored again')
      // The database is started again after a pause in real time.
      await delay(2000)
    } else if (away ? ready !== 503 && minute > away.from : ready !== 200) {
      noteFault(`${clock(minute)} ready answers ${ready}, while samples are ${away ? 'not ' : ''}stored`)
    }
    for (const path of [
      '/api/health/live',
      '/api/metrics/docker',
      '/api/metrics/system/history?hours=24',
      '/api/events',
    ]) {
      const status = await statusOf(server, path, token)
      const isExpected =
        status === 200 || (status === 503 && (away || recoveringSinceMs) && path !== '/api/health/live')
      if (!isExpected) noteFault(`${clock(minute)} ${path} answers ${status}`)
    }

    for (const chaos of chaoses.filter(({ from, minutes }) => minute === from + minutes - 1)) {
      await chaos.end()
      if (chaos.isAway) recoveringSinceMs = performance.now()
    }
    if ((minute + 1) % Math.floor(minutes / looks) === 0) {
      course.push({ minute: minute + 1, ...(await server.inspect()) })
      if (course.length % 4 === 0) console.log(clock(minute + 1), JSON.stringify(course.at(-1)))
    }
  }

  const seen = await ask(crowd, { report: true }, 'report')
  const tier = await compareTier(dataDir, takenOf(server, seen), wallMs - 2 * minuteMs)
  crowd.kill()
  const code = await server.stop()
  if (code !== 0) noteFault(`the server ends with ${code}`)
  // The database of a server that starts again: what was in memory at the stop is there, too.
  const next = await runServer(dataDir, {
    startMs: wallMs + minuteMs,
    dockerSocket: engine.socket,
    onError,
    onFault: (fault) => noteFault(`server, started again: ${fault}`),
  })
  ends.push(() => next.stop())
  await untilReady(next)
  const sent = Object.entries(seen.sent).flatMap(([family, times]) => times.map((time) => `${family} ${time}`))
  const promised = [...server.acknowledged, ...sent].filter((name) => !empty.has(name))
  // Days are dropped whole, when all of them is older than a day, and within twenty minutes.
  const beginOfDay = (timeMs) => Math.max(beginMs, Math.floor(timeMs / dayMs) * dayMs)
  const stored = await compareStored(dataDir, new Set(promised), {
    keptFromMs: beginOfDay(wallMs - dayMs),
    goneBeforeMs: beginOfDay(wallMs - dayMs - 20 * minuteMs),
  })
  const rows = judge({ seen, stored, tier, course, chaoses, empty })
  const measured = {
    simulatedMinutes: minutes,
    realSeconds: Math.round((performance.now() - startedMs) / 1000),
    chaos: chaoses.map(({ name, from, minutes }) => ({ name, at: clock(from), minutes })),
    samples: stored.counts,
    errorsOfTheChaos: Object.fromEntries(expected),
    faults: faults.slice(0, 50),
    missing: stored.missing.slice(0, 20),
    tierDiffers: tier.differing.slice(0, 20),
    socketsMissed: seen.faults.slice(0, 20),
    course,
    rows,
  }
  if (minutes >= wholeMinutes) report('soak', measured)
  else console.table(rows)
  if (!rows.every(({ met }) => met)) {
    process.exitCode = 1
    console.error(JSON.stringify({ ...measured, course: undefined, rows: undefined }, null, 2))
  }
}

async function prepare() {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-soak-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const disk = mountDisk(folder, 'disk', diskBytes)
  ends.push(() => disk.remove())
  const dataDir = join(disk.path, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  // What the engine costs is not counted here.
  const uncounted = { enclose: (command) => command, pids: () => [], adopt: () => undefined }
  const engine = await startEngine({ dockerd: uncounted, containerd: uncounted })
  ends.push(() => engine.stop())
  await engine.grow(containers)
  return { dataDir, disk, engine }
}

/**
 * A minute goes by; the next begins when every socket has all samples of this one.
 * @param {{ everybody: boolean }} options whether those that are disconnected are waited for
 * @returns what the clock says then
 */
async function pass(server, crowd, { everybody }) {
  const { wallMs, unseen } = await server.advance(minuteMs)
  if (unseen.length > 0) throw new Error(`no timer is set by ${unseen}: simulate-clock.mjs knows timers by those names`)
  const newest = new Date(Math.floor(wallMs / tickMs) * tickMs).toISOString()
  await ask(crowd, { until: newest, everybody }, 'there')
  return wallMs
}

/** The times of the system's samples, those from before the first socket too. */
function takenOf(server, seen) {
  const stored = [...server.acknowledged].filter((name) => name.startsWith('system '))
  return [...seen.sent.system, ...stored.map((name) => name.slice('system '.length))]
}

function judge({ seen, stored, tier, course, chaoses, empty }) {
  const clocks = chaoses.filter(({ name }) => name.startsWith('clock')).length
  const restarts = chaoses.filter(({ isEngineAway }) => isEngineAway).length
  const grown = (key) => growth(course.map((look) => look[key]))
  const rest = minutes >= wholeMinutes ? ', from day to day' : ', from half to half'
  return [
    ...Object.entries(intervalsMs).flatMap(([family, intervalMs]) => {
      const times = seen.sent[family].map((time) => Date.parse(time))
      const jumps = times.slice(1).filter((timeMs, index) => timeMs - times[index] !== intervalMs).length
      return [
        // All but those of the minute in which the sockets come.
        atLeast(`samples of ${family}`, times.length, ((minutes - 1) * minuteMs) / intervalMs),
        atMost(`ticks of ${family} missed`, jumps - clocks, 0, ''),
      ]
    }),
    atLeast('samples without containers, as the engine is away', empty.size, restarts),
    atMost('samples taken or acknowledged, and not stored', stored.missing.length, 0, ''),
    atMost('samples stored twice', stored.doubled, 0, ''),
    atMost(`minutes of ${tier.minutes} rolled up wrongly`, tier.differing.length, 0, ''),
    atMost('samples left of a day that has expired', stored.expired, 0, ''),
    atLeast('sockets at the end', seen.connected, sockets),
    atLeast('reconnections', seen.reconnects, sockets / 20),
    atMost(`samples missed, of ${seen.received} received by sockets`, seen.faults.length, 0, ''),
    atMost('unhandled errors, unexpected error lines and answers', faults.length, 0, ''),
    // The first day compiles code that the second has.
    atMost(`heap after collection has grown${rest}`, grown('heapMb'), minutes < wholeMinutes ? 2 : 1, 'MB'),
    atMost(`memory (PSS) of the server has grown${rest}`, grown('pssMb'), 8, 'MB'),
    atMost(`memory (PSS) of the database has grown${rest}`, grown('databaseMb'), 16, 'MB'),
    atMost(`open descriptors have grown by${rest}`, grown('descriptors'), 4, ''),
    atMost(`timers have grown by${rest}`, grown('timers'), 4, ''),
  ]
}

/**
 * From the end of the first half to the end of the second, each the median of a quarter of it: a moment of chaos does not move that, and
 * the database, which the chaos starts anew, has had time to come back to what it takes.
 */
function growth(values) {
  const half = Math.floor(values.length / 2)
  const endOf = (part) => median(part.slice(-Math.ceil(part.length / 4)))
  return endOf(values.slice(half)) - endOf(values.slice(0, half))
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

async function untilReady(server) {
  for (const sinceMs = performance.now(); (await statusOf(server, '/api/health/ready')) !== 200; await delay(250)) {
    ending.signal.throwIfAborted()
    if (performance.now() - sinceMs > backLimitMs) throw new Error('the server does not become ready')
  }
}

/** @returns undefined when there is no answer */
async function statusOf(server, path, token) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {}
  try {
    const answer = await fetch(server.base + path, { headers })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return undefined
  }
}

/** One that does not end: an access token would with each quarter of an hour. */
async function makeToken(server) {
  const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }
  const { access_token: token } = await post(server, '/api/auth/register', account)
  return (await post(server, '/api/auth/tokens', { name: 'soak', scope: 'read' }, token)).token
}

async function post(server, path, body, token) {
  const headers = { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }
  const answer = await fetch(server.base + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return await answer.json()
}

function clock(minute) {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}
