import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeFolder, type RunningProgram, runServer, untilReady } from './run-server.ts'
import { signUp } from './sign-up.ts'
import { findViolations } from './start-visitor.ts'

describe.skipIf(!hasBrowser)('the page as an app', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let server: RunningProgram
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    launched = await launchBrowser()
    folder = makeFolder()
    server = await runServer(folder.path)
    await untilReady(server)
  })
  afterAll(async () => {
    await launched?.close()
    await server?.end('SIGKILL')
    folder.remove()
  })
  beforeEach(async () => {
    context = await launched.browser.newContext({ locale: 'en-GB' })
    page = await context.newPage()
  })
  afterEach(() => context?.close())

  test('can be installed: Chromium finds nothing wrong', async () => {
    await page.goto(server.base)
    const client = await context.newCDPSession(page)
    await client.send('Page.enable')
    const { errors, data } = await client.send('Page.getAppManifest')
    expect(errors).toEqual([])
    const { icons } = JSON.parse(data ?? '') as { icons: { src: string; sizes: string }[] }
    for (const { src, sizes } of icons.filter(({ src }) => src.endsWith('.png'))) {
      const size = await page.evaluate(async (source) => {
        const image = new Image()
        image.src = source
        await image.decode()
        return `${image.naturalWidth}x${image.naturalHeight}`
      }, src)
      expect(size).toBe(sizes)
    }
    // An incognito window, which this is, installs nothing.
    const { installabilityErrors } = await client.send('Page.getInstallabilityErrors')
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
  })

  test('shows a page of its own while the server is away, keeps nothing else, and goes on where it was', async () => {
    await signUp(page, server.base)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.goto(`${server.base}/history`)
    await page.locator('canvas').first().waitFor()
    const kept = await page.evaluate(async () => {
      const names = await caches.keys()
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return requests.flat().map(({ url }) => new URL(url).pathname)
    })
    expect(kept.sort()).toEqual(['/favicon.svg', '/offline.css', '/offline.html', '/offline.js', '/prepare.js'])

    const { port } = new URL(server.base)
    await server.end('SIGTERM')
    await page.reload()
    await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor()
    expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe('grid')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await findViolations(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.getByText('Tried in vain').waitFor()
    server = await runServer(folder.path, { PORT: port })
    await page.getByRole('heading', { name: 'History' }).waitFor({ timeout: 60_000 })
    expect(new URL(page.url()).pathname).toBe('/history')
  })

  test('a new version of the offline page takes over', async () => {
    await page.goto(server.base)
    await page.evaluate(() => navigator.serviceWorker.ready)
    const names = () => page.evaluate(() => caches.keys())
    const [first] = await names()
    expect(first).toMatch(/^offline\?[0-9a-f]{12}$/)
    const client = await context.newCDPSession(page)
    const versionId = new Promise<string>((resolve) => {
      client.on('ServiceWorker.workerVersionUpdated', ({ versions }) => versions[0] && resolve(versions[0].versionId))
    })
    await client.send('ServiceWorker.enable')
    const older = await versionId
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js?newer'))
    // A worker that is being debugged, as the driver does, is not always found to be idle: Chromium then waits five minutes
    // for it. Stopped, as one that is idle is, it gives way to one that does not wait for pages to be closed.
    const namesWithout = async () => {
      await client.send('ServiceWorker.stopWorker', { versionId: older })
      return await names()
    }
    await expect.poll(namesWithout, { interval: 200, timeout: 30_000 }).toEqual(['offline?newer'])
    const controller = () => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)
    await expect.poll(controller).toBe(`${server.base}/sw.js?newer`)
  })
})
