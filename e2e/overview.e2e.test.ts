import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { focused } from './focused.ts'
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
    // The widgets below the first screen come a moment later, and move the button.
    await page.locator('.widget-place').nth(4).waitFor({ state: 'attached' })
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
    await expect.poll(() => focused(page)).toBe('H2 Arrange the overview')
    await button('Done').click()
    await expect.poll(() => focused(page)).toBe('H1 Overview')
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

  test('tells what was at each moment of the last minutes: by mouse, by key, by finger', async () => {
    await open()
    const slider = () => page.getByRole('slider', { name: 'CPU and memory in percent' })
    const text = () => slider().getAttribute('aria-valuetext')
    const moment = /^\d\d:\d\d:\d\d, CPU [\d.]+ %, Memory [\d.]+ %$/
    const middle = async () => {
      await slider().scrollIntoViewIfNeeded()
      const box = await slider().boundingBox()
      if (!box) throw new Error('no chart')
      return [box.x + box.width / 2, box.y + box.height / 2] as const
    }
    await slider().locator('polyline').first().waitFor({ state: 'attached' })
    expect(await text()).toBe('now')
    await page.mouse.move(...(await middle()))
    await expect.poll(text).toMatch(moment)
    // Between two samples the same is told by the key and below the line.
    await expect
      .poll(async () => {
        const [time = '', cpu = '', memory = ''] = ((await text()) ?? '').split(', ')
        const shown = await widget('The last 15 minutes').textContent()
        const key = `${cpu.replace('CPU ', 'CPU')}${memory.replace('Memory ', 'Memory')}`
        return shown?.includes(key) && shown.endsWith(time)
      })
      .toBe(true)
    await page.mouse.move(0, 0)
    await expect.poll(text).toBe('now')

    await slider().focus()
    await page.keyboard.press('Home')
    await expect.poll(text).toMatch(/^\d/)
    const first = await text()
    await page.keyboard.press('ArrowRight')
    await expect.poll(text).not.toBe(first)
    await page.keyboard.press('Escape')
    await expect.poll(text).toBe('now')
    // The one before the newest has values: nothing that is pointed at lies ahead.
    await page.keyboard.press('ArrowLeft')
    await expect.poll(text).toMatch(moment)
    await page.keyboard.press('End')
    await expect.poll(text).toBe('now')

    expect(await visitor.leave()).toEqual([])
    await open({ hasTouch: true, viewport: { width: 360, height: 780 } })
    await page.touchscreen.tap(...(await middle()))
    await expect.poll(text).toMatch(moment)
    await page.touchscreen.tap(10, 10)
    await expect.poll(text).toBe('now')
    // A finger that scrolls points at nothing.
    const [x, y] = await middle()
    const client = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...ys: number[]) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: ys.map((y) => ({ x, y })) })
    await touch('touchStart', y)
    await expect.poll(text).toMatch(moment)
    for (let moved = 10; moved <= 100; moved += 10) await touch('touchMove', y - moved)
    await touch('touchEnd')
    await expect.poll(text).toBe('now')
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
