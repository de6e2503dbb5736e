// What the charts cost the browser that shows them, without a graphics card.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { loadBrowserParts, watchMainThread } from './launch-browser.mjs'
import { measurePage } from './page-size.mjs'
import { atMost, below } from './report.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const cases = [
  { what: '24 h at 5 s: 17,280 points', points: 17_280, isAggregated: false, isCompared: false, goal: 16 },
  { what: 'as the page asks: 1,150 points with a band', points: 1150, isAggregated: true, isCompared: false, goal: 16 },
  { what: 'the same beside the day before', points: 1150, isAggregated: true, isCompared: true, goal: 16 },
]

const runs = 100

export async function measureCharts() {
  // Where its imports find the packages.
  const folder = mkdtempSync(join(root, 'node_modules/.bench-'))
  try {
    const bundle = (entry, outfile, options) =>
      build({
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: join(folder, outfile),
        bundle: true,
        logLevel: 'error',
        ...options,
      })
    await bundle('bench/charts-page.ts', 'page.js', { format: 'iife', globalName: 'bench' })
    await bundle('node_modules/uplot/dist/uPlot.min.css', 'page.css', {})
    const { launchBrowser } = await loadBrowserParts()
    const { browser, close } = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      await page.setContent(
        `<style>:root { --line-1: #0d7d74; --line-2: #6d4fd0; --muted: #566372; --line: #dfe4ea }</style>`,
      )
      await page.addStyleTag({ path: join(folder, 'page.css') })
      await page.addScriptTag({ path: join(folder, 'page.js') })
      const { busyMs } = await watchMainThread(page)
      const rows = []
      const details = {}
      for (const { what, points, isAggregated, isCompared, goal } of cases) {
        const run = (runs) => page.evaluate((args) => bench.measure(...args), [points, isAggregated, isCompared, runs])
        // The first ones are compiled.
        await run(10)
        const before = await busyMs()
        const sorted = (await run(runs)).sort((a, b) => a - b)
        const perDrawing = ((await busyMs()) - before) / runs
        details[what] = {
          cpuMs: perDrawing,
          elapsedMs: { least: sorted[0], median: sorted[runs / 2], most: sorted.at(-1) },
        }
        rows.push(below(`${what}, CPU of the main thread`, perDrawing, goal, 'ms'))
      }
      rows.push(atMost('history page: JavaScript, gzipped', measurePage('src/pages/history.tsx') / 1000, 160, 'kB'))
      return { drawings: details, rows }
    } finally {
      await close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
