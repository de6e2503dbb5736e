import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertHistory } from './insert-history.ts'
import { hasBrowser } from './launch-browser.ts'
import { findViolations, startVisitor, type Visitor } from './start-visitor.ts'

// A machine with sensors, whatever this one has: of its four the first is the CPU's.
const sysfs = fileURLToPath(new URL('../server/test/machines/x86-btrfs-docker/before/sys', import.meta.url))

describe.skipIf(!hasBrowser)('the overview', () => {
  let visitor: Visitor
  let page: Page

  beforeAll(async () => {
    visitor = await startVisitor(
      (folder) => insertHistory(folder, 2),
      (folder) => ({ SYSFS_PATH: sysfs, DOCKER_SOCKET: join(folder, 'docker.sock') }),
    )
  })
  afterAll(async () => {
    await visitor?.end()
  })

  async function open(options: BrowserContextOptions = {}) {
    page = (await visitor.open('/', options)).page
    await widget('System').getByText('Uptime').waitFor()
  }
  afterEach(async () => {
    expect(await visitor.leave()).toEqual([])
  })

  const widget = (name: string) => page.getByRole('region', { name, exact: true })
  const titles = () => page.locator('main section > header > h2').allTextContents()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  async function arrange() {
    await button('Arrange widgets').click()
    await page.locator('[data-widget]').first().waitFor()
  }
  const arranged = () => page.locator('[data-widget] h3').allTextContents()
  const saved = () => page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())

  test('shows every sensor, the CPU first, and the last minutes of each value', async () => {
    await open()
    const sensors = widget('Temperatures').getByRole('listitem')
    await sensors.first().getByText('CPU', { exact: true }).waitFor()
    expect(await sensors.count()).toBeGreaterThan(2)
    for (const text of await sensors.allTextContents()) expect(text).toMatch(/-?\d+\.\d °C$/)
    // What has a history shows it at once.
    const line = (name: string) => widget(name).locator('polyline').first().getAttribute('points')
    for (const name of ['System', 'CPU and memory', 'Temperatures', 'Disks']) {
      await expect.poll(() => line(name)).toMatch(/^\d+ \d+ [\d ]+$/)
    }
    await widget('Disks')
      .getByText(/^[+−±].* in 2[34] h$/)
      .first()
      .waitFor()
  })

  test('is arranged by keyboard, and stays so', async () => {
    await open()
    await arrange()
    const first = await arranged()
    expect(first.slice(0, 3)).toEqual(['CPU and memory', 'The last 15 minutes', 'System'])
    await button('Move System back').focus()
    let kept = saved()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await kept
    expect((await arranged()).slice(0, 3)).toEqual(['System', 'CPU and memory', 'The last 15 minutes'])
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move System back')
    await page.getByRole('status').getByText('System: place 1 of').waitFor({ state: 'attached' })
    await button('Hide Network').click()
    await button('Hide Disks').click()
    kept = saved()
    await button('Add Network').click()
    await kept
    expect((await arranged()).at(-1)).toBe('Network')
    await button('Done').click()
    await page.waitForLoadState('networkidle')
    await page.reload()
    await widget('System').getByText('Uptime').waitFor()
    expect((await titles())[0]).toBe('System')
    expect(await widget('Disks').count()).toBe(0)

    // The theme is kept beside it.
    await button('Account').click()
    kept = saved()
    await page.getByLabel('Dark').check()
    await kept
    await page.reload()
    await widget('System').getByText('Uptime').waitFor()
    expect((await titles())[0]).toBe('System')

    await arrange()
    kept = saved()
    await button('Reset').click()
    await kept
    expect(await arranged()).toEqual(first)
    await page.reload()
    await widget('Disks').waitFor()
  })

  test('is arranged by dragging, with a finger too', async () => {
    await open({ hasTouch: true })
    await arrange()
    const first = await arranged()
    const middle = async (selector: string) => {
      const box = await page.locator(selector).boundingBox()
      if (!box) throw new Error(`${selector} is not shown`)
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    }
    const handle = await middle('[data-widget=cpu] [title]')
    const over = await middle('[data-widget=system]')
    const kept = saved()
    await page.mouse.move(handle.x, handle.y)
    await page.mouse.down()
    await page.mouse.move(over.x, over.y, { steps: 4 })
    await page.mouse.up()
    await kept
    expect((await arranged()).slice(0, 3)).toEqual(['The last 15 minutes', 'System', 'CPU and memory'])

    const client = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: points })
    const touched = await middle('[data-widget=cpu] [title]')
    const chart = await middle('[data-widget=chart]')
    const touchKept = saved()
    await touch('touchStart', [touched])
    await touch('touchMove', [{ x: touched.x, y: touched.y - 20 }])
    await touch('touchMove', [chart])
    await touch('touchEnd', [])
    await touchKept
    expect(await arranged()).toEqual(first)
  })

  test('says what the machine lacks, which can be hidden', async () => {
    await open()
    await widget('Containers').getByText('No container engine was found').waitFor()
    const kept = saved()
    await widget('Containers').getByRole('button', { name: 'Hide this widget' }).click()
    await kept
    expect(await widget('Containers').count()).toBe(0)
    await arrange()
    const again = saved()
    await button('Add Containers').click()
    await again
    await button('Done').click()
    await widget('Containers').getByText('No container engine was found').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing that axe complains of: ${colorScheme}`, async () => {
      await open({ colorScheme })
      await widget('Temperatures').getByRole('listitem').first().waitFor()
      expect(await findViolations(page)).toEqual([])
      await arrange()
      await button('Hide Network').click()
      await button('Add Network').waitFor()
      expect(await findViolations(page)).toEqual([])
      const kept = saved()
      await button('Reset').click()
      await kept
    })
  }

  test.each([360, 768, 1280, 2560])('fits %i pixels, arranged or not', async (width) => {
    await open({ viewport: { width, height: 900 } })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/${width}.png`, fullPage: true })
    await arrange()
    expect(await overflow()).toBeLessThanOrEqual(0)
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/arrange-${width}.png`, fullPage: true })
  })
})
