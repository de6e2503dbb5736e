// node bench/beside.mjs CHECKOUT: what a sample costs the overview of this checkout and that of another, which is built as this is
// (node scripts/set-up.mjs): in turn, in one browser. How the two compare depends less on the machine than how long each takes.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadBrowserParts, openWithoutMouse } from './launch-browser.mjs'
import { measureSamples, startContainers, startWatched, view } from './page.mjs'
import { atMost, report } from './report.mjs'

const [other] = process.argv.slice(2)
if (!other) throw new Error('give the other checkout: node bench/beside.mjs CHECKOUT')
const here = fileURLToPath(new URL('..', import.meta.url))
// One sample of each family.
const settleMs = 65_000

const undo = []
const later = (close) => undo.unshift(close)
try {
  const parts = await loadBrowserParts()
  const engine = await startContainers(parts, later)
  const { browser, close } = await parts.launchBrowser()
  later(close)
  const pages = []
  for (const root of [here, resolve(other)]) pages.push(await openPage(parts, browser, engine, root))
  await wait(settleMs)
  for (const { relay } of pages) relay.hold(true)

  const [own, others] = await measureSamples(pages, wait)
  const commit = execFileSync('git', ['-C', other, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const rows = ['system', 'network', 'docker'].map((family) => {
    const ratio = own[family] / others[family]
    const error = ratio * Math.hypot(own.errors[family] / own[family], others.errors[family] / others[family])
    const what = `a ${family} sample, of what it takes at ${commit}, ± ${error.toFixed(2)}`
    // No more, as far as can be told.
    return atMost(what, ratio, 1 + 2 * error, '', ' (1 and twice the error)')
  })
  report('beside', { sampleMs: { own, [commit]: others }, rows })
} finally {
  for (const close of undo) await close()
}

/** The overview of a server of that checkout. */
async function openPage(parts, browser, engine, root) {
  const { relay } = await startWatched(parts, engine, { later, wait, root })
  const context = await browser.newContext(view)
  const first = await context.newPage()
  await parts.signUp(first, relay.base)
  await first.close()
  const { page } = await openWithoutMouse(context)
  await page.goto(relay.base)
  await page.locator('[data-testid=connection][data-state=live]').waitFor()
  return { page, relay }
}
