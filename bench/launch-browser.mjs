// The browser of the end-to-end tests, and what a page costs its main thread.
import { importBundled } from './bundle.mjs'

export const loadBrowserParts = () => importBundled('browser-parts.ts', { packages: 'external' })

/**
 * Watches the main thread of a page: its own time, so that what else runs on the machine is not in it.
 * @param {import('playwright-core').Page} page
 */
export async function watchMainThread(page) {
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
  return {
    busyMs: async () => 1000 * (await read()).TaskDuration,
    /** Bytes of the heap, and how many nodes and listeners there are, after garbage was collected. */
    async memory() {
      // What the first collection lets go of, finalizers let go of more.
      for (let count = 0; count < 3; count += 1) await client.send('HeapProfiler.collectGarbage')
      const { JSHeapUsedSize, Nodes, JSEventListeners } = await read()
      return { heapBytes: JSHeapUsedSize, nodes: Nodes, listeners: JSEventListeners }
    },
    slowDown: (times) => client.send('Emulation.setCPUThrottlingRate', { rate: times }),
  }
}

/**
 * A new page with no mouse over it, as on a tablet on the wall or beside the window that is worked in. Headless Chromium puts one
 * into the corner of each page otherwise, and where a mouse is, each layout has the browser look what lies under it, and then see
 * eleven times in half a second whether it moves.
 * @param {import('playwright-core').BrowserContext} context
 */
export async function openWithoutMouse(context) {
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Input.setIgnoreInputEvents', { ignore: true })
  return {
    page,
    /** Lays a mouse to rest over the middle of it. */
    async layMouse() {
      await client.send('Input.setIgnoreInputEvents', { ignore: false })
      const { width, height } = page.viewportSize()
      await page.mouse.move(width / 2, height / 2)
    },
  }
}
