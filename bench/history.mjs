// How fast histories and latest samples are answered, beside VictoriaMetrics and a bare Express route, in the same run.
import { execFile } from 'node:child_process'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { requireProgram } from './containers.mjs'
import { fields, startBareExpress, startFilledZenith, startVictoria } from './history-subjects.mjs'
import { familyOf, schedulerMs } from './processes.mjs'
import { atMost } from './report.mjs'

const daySeconds = 86_400
const connections = 8
const rounds = 3
// A range that ends so much earlier is still read from raw rows: see choose-step.ts.
const spreadSeconds = 600
// What the server reads for a step of a day in 600 points.
const stepSeconds = 145

/** @param {{ seconds?: number, signal: AbortSignal }} options */
export async function measureHistory({ seconds = 10, signal }) {
  const wrk = requireProgram('wrk', 'wrk')
  const running = []
  const start = async (starting) => {
    const subject = await starting
    running.push(subject)
    return subject
  }
  try {
    const zenith = await start(startFilledZenith())
    const victoria = await start(startVictoria(zenith.samples))
    const latest = await askZenith(zenith, '/api/metrics/system')
    const bare = await start(startBareExpress(zenith, latest))
    const history = `/api/metrics/system/history?fields=${fields}&from=FROM&to=TO`
    const query = encodeURIComponent(`avg_over_time(bench[${stepSeconds}s])`)
    const range = `/api/v1/query_range?query=${query}&start=FROM&end=TO&step=${stepSeconds}s`
    const day = { time: 'iso', length: daySeconds, end: Math.floor(Date.now() / 1000) }
    await proveAlike(zenith, history, victoria, range, day)

    const victoriaDay = { ...victoria, ...day, time: 'seconds' }
    const loads = {
      'day, points': { ...zenith, ...day, path: history },
      'day, columns': { ...zenith, ...day, path: `${history}&format=columns` },
      'day, VictoriaMetrics': { ...victoriaDay, path: range },
      'day, VictoriaMetrics without its cache': { ...victoriaDay, path: `${range}&nocache=1` },
      'year, points': { ...zenith, ...day, length: 365 * daySeconds, path: history },
      latest: { ...zenith, ...day, path: '/api/metrics/system' },
      'latest, bare Express': { ...bare, ...day, token: zenith.token, path: '/latest' },
    }
    const results = Object.fromEntries(Object.keys(loads).map((name) => [name, []]))
    // In turns, so that what else the machine does meets all alike.
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, load] of Object.entries(loads)) results[name].push(await press(wrk, load, seconds, signal))
    }
    const of = Object.fromEntries(Object.entries(results).map(([name, windows]) => [name, summarise(windows)]))
    const unread = {
      day: await firstSight(zenith, history, day),
      year: await firstSight(zenith, history, { ...day, length: 365 * daySeconds }),
    }
    console.table(of)
    console.log('the first time a step is asked for, ms:', unread)
    // On a busy machine what runs on many threads gets more of it: then compare CPU.
    return { load: loadavg(), seconds, rounds, connections, spreadSeconds, fields, of, unread, rows: rowsOf(of) }
  } finally {
    for (const subject of running.reverse()) await subject.stop()
  }
}

function rowsOf(of) {
  const peer = of['day, VictoriaMetrics']
  const rows = ['points', 'columns'].flatMap((form) => [
    moreThan(`a day in 600 ${form}: requests/s`, of[`day, ${form}`].rate, peer.rate / 2, ' (half of VictoriaMetrics)'),
    atMost(
      `a day in 600 ${form}: median`,
      of[`day, ${form}`].median,
      peer.median * 2,
      'ms',
      ' (twice VictoriaMetrics)',
    ),
  ])
  return [
    ...rows,
    atMost('a year against a day, median', of['year, points'].median / of['day, points'].median, 4, 'times'),
    moreThan('latest: requests/s', of.latest.rate, of['latest, bare Express'].rate * 0.8, ' (80 % of bare Express)'),
  ]
}

const moreThan = (what, value, goal, why) => ({
  what,
  measured: value.toFixed(0),
  goal: `≥ ${goal.toFixed(0)}${why}`,
  met: value >= goal,
})

async function askZenith({ base, token }, path) {
  const answer = await fetch(base + path, { headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.text()
}

const inRange = (path, { length, end }, moment) => path.replace('FROM', moment(end - length)).replace('TO', moment(end))
const iso = (seconds) => new Date(seconds * 1000).toISOString()

/** Both answer the same question: as many steps from the raw samples, and the same averages but for how steps are cut. */
async function proveAlike(zenith, history, victoria, range, day) {
  const { resolution, step_seconds, points } = JSON.parse(await askZenith(zenith, inRange(history, day, iso)))
  const answer = await (await fetch(victoria.base + inRange(range, day, String))).json()
  const series = answer.data.result
  const told = `raw at ${resolution}, ${step_seconds} s: ${points.length} points; ${series.length} series of ${series[0]?.values.length}`
  const isAlike = series.length === fields.length && Math.abs(points.length - series[0].values.length) <= 1
  if (resolution !== 'raw' || step_seconds !== stepSeconds || !isAlike)
    throw new Error(`not the same question (just after midnight UTC a day begins in what is no longer raw): ${told}`)
  for (const { metric, values } of series) {
    // Medians: the few samples that are this machine's own may be anything.
    const theirs = median(values.map(([, value]) => Number(value)))
    const ours = median(points.map((point) => point[metric.field]))
    if (Math.abs(ours / theirs - 1) > 0.05) throw new Error(`${metric.field} is ${ours} here, ${theirs} there`)
  }
}

async function press(wrk, { pid, base, token, path, time, length, end }, seconds, signal) {
  const script = fileURLToPath(new URL('history-load.lua', import.meta.url))
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, base]
  const load = { LOAD_PATH: path, LOAD_TIME: time, LOAD_END: end, LOAD_SPREAD: spreadSeconds, LOAD_LENGTH: length }
  const env = { PATH: process.env.PATH, ...load, ...(token ? { LOAD_TOKEN: token } : {}) }
  const family = familyOf(pid)
  const cpuMs = () => family.reduce((sum, member) => sum + schedulerMs(member), 0)
  const beforeMs = cpuMs()
  const { stdout } = await promisify(execFile)(wrk, args, { env, signal })
  const usedMs = cpuMs() - beforeMs
  const result = JSON.parse(stdout.trim().split('\n').at(-1))
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests of ${base}${path} failed`)
  return { ...result, cpuMs: usedMs / result.requests }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const short = (number) => Number(number.toFixed(2))

/** Medians of the windows: requests a second, ms, and of an answer the ms of CPU (database included) and the kB. */
function summarise(windows) {
  return {
    rate: short(median(windows.map(({ requests, seconds }) => requests / seconds))),
    median: short(median(windows.map(({ median_ms }) => median_ms))),
    p99: short(median(windows.map(({ p99_ms }) => p99_ms))),
    cpuMs: short(median(windows.map(({ cpuMs }) => cpuMs))),
    kB: short(median(windows.map(({ bytes, requests }) => bytes / requests / 1000))),
    rates: windows.map(({ requests, seconds }) => short(requests / seconds)),
  }
}

/** Median ms of answers of which nothing is kept: each has a step of its own. One after the other. */
async function firstSight(zenith, history, range) {
  const times = []
  for (let points = 599; points > 400; points -= 10) {
    const path = `${inRange(history, range, iso)}&points=${points}`
    const startMs = performance.now()
    await askZenith(zenith, path)
    times.push(performance.now() - startMs)
  }
  return short(median(times))
}
