import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FilesystemSample, NetworkSample } from '@home-zenith/contract'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type EngineAnswers, FakeEngine } from '../server/test/fake-engine.ts'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeFolder, type RunningProgram, runServer, untilReady } from './run-server.ts'
import { account, signUp } from './sign-up.ts'

describe.skipIf(!hasBrowser)('the page', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let server: RunningProgram
  let engine: FakeEngine
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    launched = await launchBrowser()
  })
  afterAll(() => launched?.close())

  beforeEach(async () => {
    folder = makeFolder()
    server = await runServer(folder.path, { DOCKER_SOCKET: join(folder.path, 'docker.sock') })
    engine = new FakeEngine(twoContainers())
    await untilReady(server)
    context = await launched.browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      ignoreHTTPSErrors: true,
    })
    page = await context.newPage()
    complaints = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
  })
  afterEach(async () => {
    await context?.close()
    await server?.end('SIGKILL')
    await engine.close()
    folder.remove()
  })

  const connection = (state: string) => page.locator(`[data-testid=connection][data-state=${state}]`)
  const widget = (name: string) => page.getByRole('region', { name })

  const setUp = (base = server.base, setupCode?: string) => signUp(page, base, setupCode)

  async function latest<Sample>(family: string): Promise<Sample> {
    const login = { username: account.username, password: account.password }
    const signedIn = await page.request.post(`${server.base}/api/auth/login`, { data: login })
    const { access_token } = (await signedIn.json()) as { access_token: string }
    const headers = { Authorization: `Bearer ${access_token}` }
    return (await page.request.get(`${server.base}/api/metrics/${family}`, { headers })).json() as Promise<Sample>
  }

  async function signOut() {
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  test('leads from the first form to true values that move', async () => {
    await setUp()
    const rings = widget('CPU and memory').getByRole('figure')
    await expect.poll(() => rings.count()).toBe(2)
    const memory = readFileSync('/proc/meminfo', 'utf8')
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)?.[1])
    const percent = (1 - kilobytes('MemAvailable') / kilobytes('MemTotal')) * 100
    const shown = Number(/([\d.]+) %/.exec((await rings.nth(1).textContent()) ?? '')?.[1])
    expect(Math.abs(shown - percent)).toBeLessThan(5)
    expect(await widget('System').getByText('Uptime').count()).toBe(1)

    // A value that changes with each sample: what the CPU did in the last five seconds, on each core.
    const before = await widget('CPU and memory').textContent()
    await expect.poll(() => widget('CPU and memory').textContent(), { timeout: 15_000 }).not.toBe(before)
    await page
      .getByRole('slider', { name: 'CPU and memory in percent' })
      .locator('polyline')
      .first()
      .waitFor({ state: 'attached' })
    await expect.poll(() => page.title()).toMatch(/^Overview · /)
    expect(complaints).toEqual([])
  })

  test('shows the network, the disks, the containers and what it costs itself', async () => {
    await setUp()
    const { interfaces } = await latest<NetworkSample>('network')
    const network = widget('Network')
    const names = interfaces.map((one) => one.interface_name + (one.is_default ? ' default' : ''))
    await expect
      .poll(async () => (await network.locator('td:first-child').allTextContents()).map((text) => text.trim()).sort())
      .toEqual(names.sort())
    await network.getByText('not every device in your network').waitFor()
    const { filesystems } = await latest<FilesystemSample>('filesystem')
    expect(await widget('Disks').getByRole('listitem').count()).toBe(filesystems.length)

    const containers = widget('Containers')
    await containers.getByText('No container engine was found').waitFor()
    await engine.listen(join(folder.path, 'docker.sock'))
    await containers.getByText('1 of 2 running').waitFor({ timeout: 20_000 })
    const rows = containers.locator('tbody tr')
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^web.*nginx.*running, unhealthy.*2 restarts.*–.*900 B/),
      expect.stringMatching(/^backup.*restic.*exited.*–.*–/),
    ])

    const cost = widget('What Home Zenith costs')
    await expect.poll(() => cost.textContent()).toMatch(/system[\d.]+ ms00.*docker[\d.]+ ms00/)
    expect(complaints).toEqual([])
  })

  test('says what is wrong with each field, and stores nothing', async () => {
    await page.goto(server.base)
    await page.getByLabel('User name').fill('a b')
    await page.getByLabel('E-mail').fill('nobody')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('10 to 128 characters').waitFor()
    expect(await page.locator('[aria-invalid=true]').count()).toBe(3)

    await page.getByLabel('User name').fill(account.username)
    await page.getByLabel('E-mail').fill(account.email)
    await page.getByLabel('Password').fill('password123')
    await page.keyboard.press('Enter')
    await page.getByText('guessed first').waitFor()
    expect(await page.getByLabel('Password').evaluate((field) => field === document.activeElement)).toBe(true)
  })

  test('shows a password that is typed, and goes on where it was', async () => {
    await page.goto(server.base)
    const field = page.getByLabel('Password')
    const show = page.getByRole('button', { name: 'Show what is typed' })
    await field.pressSequentially('correct battery')
    for (let step = 0; step < 'battery'.length; step += 1) await page.keyboard.press('ArrowLeft')
    await show.click()
    await page.keyboard.type('horse ')
    expect(await field.inputValue()).toBe('correct horse battery')
    expect(await field.getAttribute('type')).toBe('text')
    expect(await show.getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await field.getAttribute('type')).toBe('password')
    expect(await show.getAttribute('aria-pressed')).toBe('false')
    expect(await field.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe('correct horse '.length)
  })

  test('signs out and in again, and stays signed in over a reload', async () => {
    await setUp()
    await signOut()
    await page.getByLabel('User name or e-mail').fill(account.email)
    await page.getByLabel('Password').fill('not my password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('The user name or the password is wrong').waitFor()
    await page.getByLabel('Password').fill(account.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await connection('live').waitFor()
    await page.reload()
    await connection('live').waitFor()
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('eyJ')
  })

  test('keeps the theme with the account and shows it before the first paint', async () => {
    await setUp()
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByLabel('Dark').check()
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await expect.poll(background).toBe('rgb(12, 17, 22)')
    await page.reload()
    expect(await background()).toBe('rgb(12, 17, 22)')
    await connection('live').waitFor()
    expect(complaints).toEqual([])
  })

  test('shows a lost connection and old values, and comes back by itself', async () => {
    await setUp()
    const { port } = new URL(server.base)
    await server.end('SIGTERM')
    await connection('lost').waitFor()
    await expect.poll(() => widget('System').getAttribute('data-stale'), { timeout: 20_000 }).toBe('true')
    await widget('System').getByText('Last sample').waitFor()
    server = await runServer(folder.path, { PORT: port })
    await connection('live').waitFor()
    await expect.poll(() => widget('System').getAttribute('data-stale'), { timeout: 20_000 }).toBe('false')
  })

  test('is set up from the network over HTTPS with the setup code', async () => {
    await expect.poll(() => server.output()).toContain('setup code')
    const code = /setup code ([0-9A-Z-]+)/.exec(server.output())?.[1] ?? ''
    // By another name than localhost this machine is a stranger to itself.
    await setUp(`https://127.0.0.2:${server.httpsPort}`, code)
    await expect
      .poll(async () => (await context.cookies()).map(({ name, secure }) => [name, secure]))
      .toEqual([['__Secure-zenith_refresh', true]])
    // The browser does not trust this certificate, and refuses the offline page: once.
    const refusals = [expect.stringContaining('An SSL certificate error occurred when fetching the script.')]
    await expect.poll(() => complaints).toEqual(refusals)
    await page.reload()
    await connection('live').waitFor()
    await page.waitForLoadState('networkidle')
    expect(complaints).toEqual(refusals)
  })

  test('has an address for each page, and says which there is none for', async () => {
    await setUp(`${server.base}/nowhere`)
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    await page.getByRole('link', { name: 'To the overview' }).click()
    await widget('System').waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    // The change is told: the heading has the focus, and the skip link leads past the navigation.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Overview')
    await page.goBack()
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    await expect.poll(() => page.title()).toMatch(/^There is no such page · /)
    await page.reload()
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    expect(complaints).toEqual([])
  })

  test.each([360, 768, 1280, 2560])('fits %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 })
    await setUp()
    await widget('System').getByText('Uptime').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })
})

/** One that runs, badly, and one that has ended. */
function twoContainers(): EngineAnswers {
  const [web, backup] = ['a'.repeat(64), 'b'.repeat(64)]
  const state = (Status: string, Pid: number) => ({ Status, Pid, StartedAt: '2026-01-01T00:00:00Z' })
  return {
    version: '1.44',
    list: [
      { Id: backup, Names: ['/backup'], Image: 'restic', State: 'exited', Status: 'Exited (0)' },
      { Id: web, Names: ['/web'], Image: 'nginx', State: 'running', Status: 'Up 3 weeks' },
    ],
    inspect: {
      [web]: {
        Name: '/web',
        RestartCount: 2,
        State: { ...state('running', 2 ** 30), Health: { Status: 'unhealthy' } },
      },
      [backup]: { Name: '/backup', RestartCount: 0, State: state('exited', 0) },
    },
    stats: {
      [web]: {
        cpu_stats: { cpu_usage: { total_usage: 1 } },
        memory_stats: { usage: 1000, limit: 5000, stats: { inactive_file: 100 } },
      },
    },
  }
}
