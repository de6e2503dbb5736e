import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeFolder, type RunningProgram, runServer, untilReady } from './run-server.ts'
import { account, signUp } from './sign-up.ts'

describe.skipIf(!hasBrowser)('a page that is kept open', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let server: RunningProgram
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>
  let context: BrowserContext
  let page: Page
  let failures: string[]

  beforeAll(async () => {
    launched = await launchBrowser()
    folder = makeFolder()
    server = await runServer(folder.path)
    await untilReady(server)
    const first = await launched.browser.newContext()
    await signUp(await first.newPage(), server.base)
    signedIn = await first.storageState()
    await first.close()
  })
  afterAll(async () => {
    await launched?.close()
    await server?.end('SIGKILL')
    folder.remove()
  })
  beforeEach(async () => {
    // What passes by a service worker no test can hold back.
    context = await launched.browser.newContext({ locale: 'en-GB', storageState: signedIn, serviceWorkers: 'block' })
    failures = []
    page = await openTab()
  })
  afterEach(async () => {
    // The sign-in's cookie changes with each use.
    signedIn = await context.storageState()
    await context.close()
    expect(failures).toEqual([])
  })

  async function openTab() {
    const tab = await context.newPage()
    tab.on('pageerror', (error) => failures.push(String(error)))
    return tab
  }
  const connection = (state: string, tab = page) => tab.locator(`[data-testid=connection][data-state=${state}]`)
  async function openLive(tab = page) {
    await tab.goto(server.base)
    await connection('live', tab).waitFor()
    await tab.getByText('Uptime').waitFor()
    // What a reload would lose.
    await tab.evaluate(() => document.body.setAttribute('data-kept', ''))
  }
  const isKept = () => page.locator('body[data-kept]').count()
  const isStale = () => page.getByRole('region', { name: 'System', exact: true }).getAttribute('data-stale')

  test('comes back after a server that was killed, without being loaded anew', async () => {
    await openLive()
    // A page whose code is there.
    await page.getByRole('link', { name: 'Machine' }).click()
    await page.getByRole('region', { name: 'This machine' }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    const { port } = new URL(server.base)
    await server.end('SIGKILL')
    await connection('lost').waitFor()
    // Meanwhile a call fails, and signs nobody out.
    await page.getByRole('link', { name: 'Machine' }).click()
    server = await runServer(folder.path, { PORT: port })
    await connection('live').waitFor({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Overview' }).click()
    await expect.poll(isStale).toBe('false')
    expect(await isKept()).toBe(1)
  })

  test('shows a page that was opened while the server was away, once it is back', async () => {
    await openLive()
    const { port } = new URL(server.base)
    await server.end('SIGKILL')
    await connection('lost').waitFor()
    await page.getByRole('link', { name: 'Containers' }).click()
    await page.getByRole('heading', { name: 'This page cannot be shown' }).waitFor()
    server = await runServer(folder.path, { PORT: port })
    await page.getByRole('heading', { name: 'Containers', level: 1 }).waitFor({ timeout: 60_000 })
  })

  test('finds out that a silent connection is dead, as after a sleep', async () => {
    await openLive()
    server.process.kill('SIGSTOP')
    try {
      await connection('lost').waitFor({ timeout: 60_000 })
    } finally {
      server.process.kill('SIGCONT')
    }
    await connection('live').waitFor({ timeout: 60_000 })
    await expect.poll(isStale).toBe('false')
    expect(await isKept()).toBe(1)
  })

  test('renews a token that has ended, and does what it was about to', async () => {
    await openLive()
    let refused = 0
    // To end the interception with the first would let that one go on as it was, now and then.
    await page.route('**/api/metrics/*/history*', async (route) => {
      if (refused > 0) return route.continue()
      refused += 1
      return route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer ended' } })
    })
    const renewed = page.waitForResponse((response) => response.url().endsWith('/api/auth/refresh') && response.ok())
    await page.getByRole('link', { name: 'History' }).click()
    await renewed
    await page.locator('canvas').first().waitFor()
    expect([refused, await isKept()]).toEqual([1, 1])
  })

  test('goes to the sign-in when that was revoked elsewhere', async () => {
    await openLive()
    const { access_token } = (await (
      await fetch(`${server.base}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: account.username, password: account.password }),
      })
    ).json()) as { access_token: string }
    const headers = { Authorization: `Bearer ${access_token}` }
    const { items } = (await (await fetch(`${server.base}/api/auth/sessions`, { headers })).json()) as {
      items: { id: string; current: boolean }[]
    }
    for (const { id, current } of items) {
      if (!current) await fetch(`${server.base}/api/auth/sessions/${id}`, { method: 'DELETE', headers })
    }
    await page.getByText('Your sign-in has ended').waitFor()
    await page.getByLabel('User name or e-mail').fill(account.username)
    await page.getByLabel('Password').fill(account.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await connection('live').waitFor()
  })

  test.each([-3, 3])('does not mind that its clock differs by %i hours', async (hours) => {
    await page.clock.install({ time: Date.now() + hours * 3_600_000 })
    await openLive()
    const text = () => page.getByRole('region', { name: 'System', exact: true }).textContent()
    const before = await text()
    await expect.poll(text).not.toBe(before)
    expect(await isStale()).toBe('false')
    await page
      .getByRole('slider', { name: 'CPU and memory in percent' })
      .locator('polyline')
      .first()
      .waitFor({ state: 'attached' })
  })

  test('stays signed in as two tabs that are loaded at once', async () => {
    await openLive()
    const other = await openTab()
    await openLive(other)
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([page.reload(), other.reload()])
      await connection('live').waitFor()
      await connection('live', other).waitFor()
    }
  })

  test('asks for nothing while nobody looks, and catches up', async () => {
    await openLive()
    const look = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
        Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    await look(true)
    await connection('resting').waitFor({ timeout: 90_000 })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('websocket', (socket) => asked.push(socket.url()))
    await delay(17_000)
    expect(asked).toEqual([])
    await look(false)
    await connection('live').waitFor()
    await expect.poll(isStale).toBe('false')
    expect(asked.some((url) => url.includes('/api/metrics/system/history'))).toBe(true)
    expect(await isKept()).toBe(1)
  })
})
