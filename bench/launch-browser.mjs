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
