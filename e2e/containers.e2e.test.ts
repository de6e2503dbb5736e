import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EngineAnswers, FakeEngine } from '../server/test/fake-engine.ts'
import { insertedContainers, insertHistory } from './insert-history.ts'
import { hasBrowser } from './launch-browser.ts'
import { findCut, findViolations, startVisitor, type Visitor } from './start-visitor.ts'

describe.skipIf(!hasBrowser)('the pages of containers', () => {
  let engine: FakeEngine
  let visitor: Visitor
  let page: Page

  beforeAll(async () => {
    engine = new FakeEngine(engineOfTwo())
    visitor = await startVisitor(
      (folder) => insertHistory(folder, 2),
      (folder) => {
        const socket = join(folder, 'docker.sock')
        void engine.listen(socket)
        return { DOCKER_SOCKET: socket }
      },
    )
  })
  afterAll(async () => {
    await visitor?.end()
    await engine?.close()
  })

  async function open(path: string, options: BrowserContextOptions = {}) {
    page = (await visitor.open(path, options)).page
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  afterEach(async () => {
    expect(await visitor.leave()).toEqual([])
  })

  const rows = () => page.locator('tbody tr')
  const names = () => rows().locator('a').allTextContents()

  test('tell how each is, and who used the CPU in a range', async () => {
    await open('/containers')
    await page.getByText('1 of 2 running').waitFor()
    // Those that run no more are told of as long as they used something in the range.
    await expect.poll(async () => (await names()).length).toBe(insertedContainers.length)
    expect(await rows().filter({ hasText: 'jellyfin' }).textContent()).toMatch(/running.*unhealthy/)
    expect(await rows().filter({ hasText: 'vaultwarden' }).textContent()).toContain('exited')
    expect(await rows().filter({ hasText: 'backup' }).textContent()).toContain('removed')

    // Its lines: of the CPU, the memory, the network.
    expect(await rows().filter({ hasText: 'mosquitto' }).locator('svg:has(polyline)').count()).toBe(3)

    // From three to four in the night it was the backup.
    const night = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 3 * 3_600_000)
    if (night.getTime() > Date.now() - 3_600_000) night.setUTCDate(night.getUTCDate() - 1)
    const end = new Date(night.getTime() + 30 * 60_000)
    await page.goto(`${visitor.base}/containers?from=${night.toISOString()}&to=${end.toISOString()}`)
    await expect.poll(async () => (await names())[0]).toBe('backup')
    await expect.poll(() => rows().first().textContent()).toMatch(/15\d %/)
    await page.getByText(/^backup used the most CPU in this range: 15\d % of a core/).waitFor()
  })

  test('are sorted by each column, and searched', async () => {
    await open('/containers')
    await expect.poll(async () => (await names()).length).toBe(insertedContainers.length)
    await page.getByRole('button', { name: 'Name' }).click()
    const sorted = insertedContainers.map(({ container_name }) => container_name).sort()
    await expect.poll(names).toEqual(sorted)
    await page.getByRole('button', { name: 'Name' }).click()
    await expect.poll(names).toEqual(sorted.reverse())
    expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('Name')
    await page.getByRole('button', { name: 'Restarts' }).click()
    await expect.poll(async () => (await names())[0]).toBe('jellyfin')

    await page.getByRole('searchbox', { name: 'Search' }).fill('MOSQ')
    await expect.poll(names).toEqual(['mosquitto'])
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such thing')
    await page.getByText('No container matches').waitFor()
  })

  test('are kept sorted and searched by the address: over a reload, on the way back, and by a link', async () => {
    await open('/containers?range=7d')
    await expect.poll(async () => (await names()).length).toBe(insertedContainers.length)
    await page.getByRole('button', { name: 'Name' }).click()
    await page.getByRole('searchbox', { name: 'Search' }).fill('jelly run')
    const found = () => expect.poll(names).toEqual(['jellyfin'])
    await found()
    expect(new URL(page.url()).search).toBe('?range=7d&sort=name&q=jelly+run')
    await page.reload()
    await found()
    await rows().getByRole('link', { name: 'jellyfin' }).click()
    await page.getByRole('heading', { level: 1, name: 'jellyfin' }).waitFor()
    await page.getByRole('button', { name: 'Last 6 h' }).click()
    await page.getByRole('link', { name: 'All containers' }).click()
    await found()
    expect(new URL(page.url()).search).toBe('?range=6h&sort=name&q=jelly+run')
    await page.getByRole('button', { name: 'Name' }).click()
    await expect.poll(() => page.locator('th[aria-sort=descending]').count()).toBe(1)
    await page.goBack()
    await expect.poll(() => page.locator('th[aria-sort=ascending]').textContent()).toBe('Name')
  })

  test('are a click away from the overview: who used the CPU last night', async () => {
    await open('/')
    await page.getByRole('link', { name: 'Who used the CPU last night?' }).click()
    await page.getByRole('heading', { level: 2, name: 'Who used the CPU' }).waitFor()
    await page.getByRole('button', { name: 'Last night', pressed: true }).waitFor()
    await page.getByText(/used the most CPU/).waitFor()
  })

  test('tell since when there is a history, where last night has none', async () => {
    // Where it is past noon now, the night is over.
    const behind = new Date().getUTCHours() - 12
    await open('/', { timezoneId: `Etc/GMT${behind < 0 ? '' : '+'}${behind}` })
    await page.route(/docker\/history\?/, async (route) => {
      const response = await route.fetch()
      const from = Date.parse(new URL(route.request().url()).searchParams.get('from') ?? '')
      const isNight = from < Date.now() - 10 * 3_600_000
      await route.fulfill({ response, json: { ...(await response.json()), ...(isNight ? { series: [] } : {}) } })
    })
    await page.getByRole('link', { name: 'Who used the CPU last night?' }).click()
    await page.getByText(/^No history of containers was recorded last night; there is one from .*:00 on\.$/).waitFor()
    await page.getByRole('button', { name: 'Show the last 24 h' }).click()
    await page.getByRole('button', { name: 'Last 24 h', pressed: true }).waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })

  test('have a page for each, also for one that is gone, and keep the range on the way', async () => {
    await open('/containers?range=6h')
    await rows().getByRole('link', { name: 'jellyfin' }).click()
    await page.getByRole('heading', { level: 1, name: 'jellyfin' }).waitFor()
    expect(new URL(page.url()).search).toBe('?range=6h')
    await expect.poll(() => page.title()).toMatch(/^jellyfin · /)
    await page.getByText('registry.example/jellyfin:latest').waitFor()
    for (const name of ['CPU', 'Memory', 'Network', 'Disk activity']) {
      await page.getByRole('slider', { name, exact: true }).locator('canvas').waitFor()
    }
    await page.getByRole('link', { name: 'All containers' }).click()
    await rows().getByRole('link', { name: 'backup' }).click()
    await page.getByText('removed').waitFor()
    await page.getByText('last seen').waitFor()
    await page.reload()
    await page.getByText('last seen').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test.each(['/containers', '/containers/jellyfin'])(
      `have nothing that axe complains of: ${colorScheme} %s`,
      async (path) => {
        await open(path, { colorScheme })
        await page.locator('canvas').first().waitFor()
        expect(await findViolations(page)).toEqual([])
      },
    )
  }

  test.each([320, 360, 768, 1280, 2560])('fit %i pixels', async (width) => {
    for (const path of ['/containers', '/containers/jellyfin', '/']) {
      await open(path, { viewport: { width, height: 900 } })
      if (path === '/') await page.locator('td:has-text("jellyfin") + td + td polyline').scrollIntoViewIfNeeded()
      else await page.locator('canvas').first().waitFor()
      expect(await findCut(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await visitor.leave()
    }
  })
})

test.skipIf(!hasBrowser)('the page of a container that nobody knows says so', async () => {
  const visitor = await startVisitor(async () => undefined)
  try {
    const { page } = await visitor.open('/containers/my%2Eapp')
    await page.getByText('There is no container of this name').waitFor()
    await page.getByRole('link', { name: 'All containers' }).click()
    await page.getByText('No container engine was found').waitFor()
    await expect.poll(() => page.getByText(/Nothing was recorded|has no containers|One moment/).count()).toBe(0)
  } finally {
    await visitor.end()
  }
})

/** One that runs, badly, and one that has ended; the other ones of the history are gone. */
function engineOfTwo(): EngineAnswers {
  const [running, ended] = ['jellyfin', 'vaultwarden'].map((name) => {
    const found = insertedContainers.find(({ container_name }) => container_name === name)
    if (!found) throw new Error(name)
    return found
  })
  if (!running || !ended) throw new Error('there are two')
  const state = (Status: string, Pid: number) => ({ Status, Pid, StartedAt: '2026-01-01T00:00:00Z' })
  const listed = (one: typeof running, State: string) => ({
    Id: one.container_id,
    Names: [`/${one.container_name}`],
    Image: one.image,
    State,
    Status: '',
  })
  return {
    version: '1.44',
    list: [listed(ended, 'exited'), listed(running, 'running')],
    inspect: {
      [running.container_id]: {
        Name: '/jellyfin',
        RestartCount: 2,
        State: { ...state('running', 2 ** 30), Health: { Status: 'unhealthy' } },
      },
      [ended.container_id]: { Name: '/vaultwarden', RestartCount: 0, State: state('exited', 0) },
    },
    stats: {
      [running.container_id]: {
        cpu_stats: { cpu_usage: { total_usage: 1 } },
        memory_stats: { usage: 1000, limit: 5000, stats: { inactive_file: 100 } },
      },
    },
  }
}
