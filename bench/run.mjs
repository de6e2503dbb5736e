// npm run bench [-- PART] [SECONDS]: measures, prints a table a part, writes it to bench/results/.
// SECONDS is the length of each measured window: short ones are for trying out. For `year` it is its days, for `kills` how many.
import { measureCharts } from './charts.mjs'
import { measureFirstSlice } from './first-slice.mjs'
import { measureHistory } from './history.mjs'
import { measureInsertSpeed } from './insert-speed.mjs'
import { measureOverview } from './page.mjs'
import { measureKills, measureRollUps } from './proofs.mjs'
import { report } from './report.mjs'
import { measureSamplingCost } from './sampling-cost.mjs'
import { measureWrittenBytes } from './written-bytes.mjs'
import { measureYear } from './year.mjs'

const parts = {
  'first-slice': measureFirstSlice,
  'sampling-cost': measureSamplingCost,
  charts: measureCharts,
  page: measureOverview,
  'insert-speed': measureInsertSpeed,
  'written-bytes': measureWrittenBytes,
  history: measureHistory,
  year: measureYear,
  kills: measureKills,
  'roll-ups': measureRollUps,
}

const args = process.argv.slice(2)
const seconds = args.map(Number).find((number) => number > 0)
const names = args.filter((arg) => !(Number(arg) > 0))
const unknown = names.find((name) => !Object.hasOwn(parts, name))
if (unknown !== undefined) throw new Error(`no part is called ${unknown}: there are ${Object.keys(parts).join(', ')}`)

// Ctrl-C ends a part in order: what it started and mounted must not stay.
const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => ending.abort())

for (const name of names.length > 0 ? names : Object.keys(parts)) {
  if (ending.signal.aborted) break
  console.log(`${name} …`)
  try {
    const measured = await parts[name]({ seconds, signal: ending.signal })
    report(name, measured)
    if (!measured.rows.every(({ met }) => met)) process.exitCode = 1
  } catch (err) {
    console.error(ending.signal.aborted ? `${name}: stopped` : err)
    process.exitCode = 1
  }
}
