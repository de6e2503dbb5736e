import { readFileSync } from 'node:fs'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type InsertedHistory, insertHistory } from './insert-history.ts'
import { hasBrowser } from './launch-browser.ts'
import { findViolations, startVisitor, type Visitor } from './start-visitor.ts'

const [hourMs, dayMs] = [3_600_000, 86_400_000]

describe.skipIf(!hasBrowser)('the history page', () => {
  let visitor: Visitor
  let inserted: InsertedHistory
  let context: BrowserContext
  let page: Page
  // Of a test that provokes an answer that is an error.
  let expected: RegExp | null

  beforeAll(async () => {
    visitor = await startVisitor(async (folder) => {
      inserted = await insertHistory(folder)
    })
  })
  afterAll(() => visitor?.end())

  async function open(path: string, options: BrowserContextOptions = {}) {
    const opened = await visitor.open(path, options)
    context = opened.context
    page = opened.page
    if (path.startsWith('/history')) await chart('CPU').locator('canvas').waitFor()
  }
  beforeEach(() => {
    expected = null
  })
  afterEach(async () => {
    const complaints = await visitor.leave()
    expect(complaints.filter((text) => !expected?.test(text))).toEqual([])
  })

  const chart = (name: string) => page.getByRole('region', { name, exact: true })
  const plot = (name: string) => page.getByRole('slider', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  /** What the address says is shown, in milliseconds since the epoch. */
  const span = () => {
    const { searchParams } = new URL(page.url())
    return { from: Date.parse(searchParams.get('from') ?? ''), to: Date.parse(searchParams.get('to') ?? '') }
  }
  const length = () => span().to - span().from
  const valueText = async (name: string) => (await plot(name).getAttribute('aria-valuetext')) ?? ''
  async function boxOf(name: string) {
    const box = await plot(name).locator('.u-over').boundingBox()
    if (!box) throw new Error(`${name} has no plot`)
    return box
  }
  /** A fixed span around the gap: four hours before it, three after. */
  const aroundGap = () => {
    const time = (seconds: number) => new Date(seconds * 1000).toISOString()
    return `/history?from=${time(inserted.gap.from - 4 * 3600)}&to=${time(inserted.gap.to + 3 * 3600)}`
  }

  test('shows every family over one axis with one cursor', async () => {
    await open('/')
    await page.getByRole('link', { name: 'History' }).click()
    await expect.poll(() => page.title()).toMatch(/^History · /)
    const all = [
      ['CPU', 'Memory', 'Containers: CPU', 'Containers: memory', 'Network', 'Disk activity'],
      ['CPU temperature', 'File systems', 'Load', 'Pressure'],
    ].flat()
    for (const name of all) {
      await chart(name).scrollIntoViewIfNeeded()
      await plot(name).locator('canvas').waitFor()
    }
    await chart('Containers: CPU').getByText('the 8 highest of 10').waitFor()
    await chart('Pressure').getByText('time that work waits').waitFor()
    for (const mount of ['/', '/srv/media']) {
      await chart('File systems').getByRole('listitem').getByText(mount, { exact: true }).waitFor()
    }

    await chart('CPU').scrollIntoViewIfNeeded()
    const { x, y, width, height } = await boxOf('CPU')
    await page.mouse.move(x + width / 4, y + height / 2)
    const moment = (text: string) => text.split(/, [a-z]/)[0]
    await expect.poll(async () => moment(await valueText('Memory'))).toBe(moment(await valueText('CPU')))
    expect(await valueText('CPU')).toMatch(/busy \d+ %/)
    await chart('Memory')
      .getByText(moment(await valueText('CPU')) ?? '')
      .waitFor()
    await page.mouse.move(x + width / 2, y + height / 2)
    const half = await valueText('Memory')
    await page.mouse.move(x + width / 4, y + height / 2)
    await expect.poll(() => valueText('Memory')).not.toBe(half)
  })

  test('goes from the last hour to the last year, and to any other range', async () => {
    await open('/history')
    for (const [name, range] of [
      ['Last 1 h', '1h'],
      ['Last 7 d', '7d'],
      ['Last 30 d', '30d'],
      ['Last 1 y', '365d'],
    ] as const) {
      const answered = page.waitForResponse((response) => response.url().includes('cpu_iowait'))
      await button(name).click()
      expect(new URL(page.url()).searchParams.get('range')).toBe(range)
      const { timestamps, columns } = (await (await answered).json()) as {
        timestamps: number[]
        columns: { cpu_usage: (number | null)[] }
      }
      // As many as there are pixels, and values from one end to the other.
      expect(timestamps.length).toBeLessThanOrEqual(1280)
      const known = columns.cpu_usage.filter((value) => value !== null)
      expect(known.length / timestamps.length).toBeGreaterThan(0.7)
    }

    await page.getByTitle('Choose a range').click()
    const form = page.locator('form')
    await form.getByLabel('From').fill('2026-01-10T08:00')
    await form.getByLabel('To').fill('2026-01-10T07:00')
    await button('Show').click()
    await form.getByText('The end must be at least a minute after the start').waitFor()
    await form.getByLabel('To').fill('2026-01-12T08:00')
    await button('Show').click()
    // What is typed is the time of this device: India's, five and a half hours ahead.
    await expect.poll(span).toEqual({ from: Date.UTC(2026, 0, 10, 2, 30), to: Date.UTC(2026, 0, 12, 2, 30) })
    await page.getByRole('button', { name: /10 Jan.*12 Jan/ }).waitFor()
  })

  test('zooms into what is dragged over, back again, and by wheel', async () => {
    await open(aroundGap())
    const before = span()
    const { x, y, width, height } = await boxOf('CPU')
    await page.mouse.move(x + width * 0.25, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.75, y + height / 2, { steps: 5 })
    await page.mouse.up()
    await expect.poll(length).toBeLessThan(4.05 * hourMs)
    expect(length()).toBeGreaterThan(3.95 * hourMs)
    expect(span().from - before.from).toBeGreaterThan(1.9 * hourMs)
    await page.goBack()
    await expect.poll(length).toBe(8 * hourMs)

    await page.mouse.move(x + width / 2, y + height / 2)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -200)
    await page.keyboard.up('Control')
    await expect.poll(length).toBeLessThan(7 * hourMs)
    await page.keyboard.down('Shift')
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.75, y + height / 2, { steps: 5 })
    const zoomed = span()
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await expect.poll(() => zoomed.from - span().from).toBeGreaterThan(0.2 * (zoomed.to - zoomed.from))
  })

  test('zooms to the end that a drag leaves by, over another chart too', async () => {
    await open(aroundGap())
    const before = span()
    const { x, y, width, height } = await boxOf('CPU')
    const beside = await boxOf('Memory')
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(beside.x + beside.width * 0.1, y + height / 2, { steps: 10 })
    await page.mouse.up()
    await expect.poll(length).toBeLessThan(4.05 * hourMs)
    expect(length()).toBeGreaterThan(3.95 * hourMs)
    expect(Math.abs(span().to - before.to)).toBeLessThan(0.05 * hourMs)
  })

  test('pinches and moves by touch', async () => {
    await open(aroundGap(), { hasTouch: true, viewport: { width: 360, height: 780 } })
    const { x, y, width, height } = await boxOf('CPU')
    const client = await context.newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...shares: number[]) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: shares.map((share, id) => ({ x: x + width * share, y: y + height / 2, id })),
      })
    await touch('touchStart', 0.4, 0.6)
    await touch('touchMove', 0.3, 0.7)
    await touch('touchMove', 0.2, 0.8)
    await touch('touchEnd')
    await expect.poll(length).toBeLessThan(3 * hourMs)
    const pinched = span()
    await touch('touchStart', 0.2)
    await touch('touchMove', 0.4)
    await touch('touchMove', 0.7)
    await touch('touchEnd')
    await expect.poll(() => span().from).toBeLessThan(pinched.from)
    expect(length()).toBe(pinched.to - pinched.from)
  })

  test('tells by a tap what was at a moment, in every chart', async () => {
    await open(aroundGap(), { hasTouch: true, viewport: { width: 360, height: 780 } })
    const { x, y, width, height } = await boxOf('CPU')
    await page.touchscreen.tap(x + width / 4, y + height / 2)
    const text = (await page.getByText('Marked:').textContent()) ?? ''
    const moment = text.replace('Marked: ', '')
    for (const name of ['CPU', 'Memory']) {
      await chart(name).scrollIntoViewIfNeeded()
      await chart(name).getByText(moment, { exact: true }).waitFor()
      await chart(name).getByText('avg').first().waitFor({ state: 'hidden' })
      expect(await valueText(name)).toContain(moment)
    }
    await button('Remove the mark').tap()
    await chart('CPU').getByText('avg').first().waitFor()
  })

  test('is used by keyboard: the values are told, the range moves, a moment is marked', async () => {
    await open(aroundGap())
    await plot('CPU').focus()
    await page.keyboard.press('Home')
    const first = await valueText('CPU')
    await page.keyboard.press('ArrowRight')
    expect(await valueText('CPU')).not.toBe(first)
    await page.keyboard.press('+')
    await expect.poll(length).toBe(4 * hourMs)
    const zoomed = span()
    await page.keyboard.press('PageUp')
    await expect.poll(() => zoomed.from - span().from).toBe(2 * hourMs)
    await page.keyboard.press('-')
    await expect.poll(length).toBe(8 * hourMs)
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByText('Marked:').waitFor()
    // All of it is in the address: whoever opens it sees the same.
    const [address, text] = [page.url(), await page.getByText('Marked:').textContent()]
    await page.goto('about:blank')
    await page.goto(address)
    await expect.poll(() => page.getByText('Marked:').textContent()).toBe(text)
    // With the values of the moment, not the newest.
    await chart('CPU')
      .getByText(text?.replace('Marked: ', '') ?? '', { exact: true })
      .waitFor()
    await chart('CPU').getByText('avg').first().waitFor({ state: 'hidden' })
    // The keys go on from there.
    const now = async () => Number(await plot('CPU').getAttribute('aria-valuenow'))
    const marked = await now()
    await plot('CPU').focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(now).toBeLessThan(marked)
    expect(marked - (await now())).toBeLessThan(hourMs / 1000)
    await button('Remove the mark').click()
    await expect.poll(() => new URL(page.url()).searchParams.has('at')).toBe(false)
  })

  test('leaves gaps as gaps, and lists what happened', async () => {
    await open(aroundGap())
    await plot('CPU').focus()
    const share = (inserted.gap.from * 1000 + hourMs / 2 - span().from) / length()
    const { x, y, width, height } = await boxOf('CPU')
    await page.mouse.move(x + width * share, y + height / 2)
    await expect.poll(() => valueText('CPU')).toMatch(/busy –/)
    // Nothing is drawn there: the only colours are those of a few straight marks.
    const painted = await plot('CPU')
      .locator('canvas')
      .evaluate((canvas, share) => {
        const { width, height } = canvas as HTMLCanvasElement
        const context = (canvas as HTMLCanvasElement).getContext('2d')
        const ratio = devicePixelRatio
        const plotLeft = 76 * ratio
        const column = Math.round(plotLeft + (width - plotLeft - 10 * ratio) * share)
        const found = { inGap: 0, beside: 0 }
        for (const [name, at] of [
          ['inGap', column],
          ['beside', column - Math.round(width / 4)],
        ] as const) {
          const { data } = context?.getImageData(at, 0, 3, height) ?? { data: [] }
          for (let index = 0; index < data.length; index += 4) {
            const [red = 0, green = 0] = data.slice(index, index + 2)
            // The line's green, not the pale one of its band.
            if (green - red > 40) found[name] += 1
          }
        }
        return found
      }, share)
    expect(painted.inGap).toBe(0)
    expect(painted.beside).toBeGreaterThan(0)

    // The start of this server.
    const time = (ms: number) => new Date(ms).toISOString()
    await page.goto(`${visitor.base}/history?from=${time(Date.now() - hourMs)}&to=${time(Date.now() + hourMs)}`)
    await page.getByText(/\d events? in this range/).click()
    await page.getByRole('listitem').getByRole('button').first().click()
    await page.getByText('Marked:').waitFor()
  })

  test('compares with the day before', async () => {
    await open('/history')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await button('Compare with the day before').click()
    expect(new URL(page.url()).search).toBe('?compare')
    const fromOf = (url: string) => Date.parse(new URL(url).searchParams.get('from') ?? '')
    await expect.poll(() => asked.filter((url) => url.includes('/system/')).length).toBeGreaterThan(0)
    for (const url of asked.filter((url) => url.includes('/system/'))) {
      expect(Math.abs(Date.now() - fromOf(url) - 2 * dayMs)).toBeLessThan(10 * 60_000)
    }
    const key = chart('CPU').getByRole('listitem')
    await expect.poll(() => key.first().textContent()).toMatch(/busy.*avg.* the day before.*%$/)
    await key.getByText('the day before', { exact: true }).last().waitFor()
    const { x, y, width, height } = await boxOf('CPU')
    await page.mouse.move(x + width / 4, y + height / 2)
    await expect.poll(() => valueText('CPU')).toMatch(/busy \d+ %, the day before \d+ %/)
    await button('Last 7 d').click()
    await button('Compare with the week before').waitFor()
  })

  test('exports what is shown as CSV', async () => {
    await open(aroundGap())
    const downloading = page.waitForEvent('download')
    await button('CPU: download as CSV').click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^cpu-\d{4}-\d\d-\d\dT\d{4}\.csv$/)
    const [head, ...rows] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    expect(head).toContain('timestamp')
    expect(head).toContain('cpu_usage_max')
    expect(rows.length).toBeGreaterThan(100)
    for (const row of rows) {
      const ms = Date.parse(row.split(',')[0] ?? '')
      expect(ms >= span().from - 60_000 && ms < span().to).toBe(true)
    }
  })

  test('follows the present while the range goes on', async () => {
    await open('/history?range=1h')
    const asked: number[] = []
    page.on('request', (request) => {
      if (request.url().includes('/system/'))
        asked.push(Date.parse(new URL(request.url()).searchParams.get('to') ?? ''))
    })
    await expect.poll(() => new Set(asked).size, { timeout: 60_000 }).toBeGreaterThan(1)
    expect(Date.now() - Math.max(...asked)).toBeLessThan(60_000)
    const later = page.getByRole('button', { name: 'Later' })
    expect(await later.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Earlier' }).click()
    // A range that was moved is a fixed one.
    await expect.poll(length).toBe(hourMs)
    expect(await later.isDisabled()).toBe(false)
  })

  test('says what is wrong, and tries again', async () => {
    await open('/history')
    await page.route('**/api/metrics/system/**', (route) =>
      route.fulfill({
        status: 404,
        contentType: 'application/problem+json',
        body: '{"code":"x","detail":"It is away."}',
      }),
    )
    await page.reload()
    await chart('CPU').getByText('It is away.').waitFor()
    await page.unroute('**/api/metrics/system/**')
    await chart('CPU').getByRole('button', { name: 'Try again' }).click()
    await chart('CPU').locator('canvas').waitFor()
    // The browser itself tells of the answers that were refused.
    expected = /404/
  })

  test('says that it is not up to date while the server cannot be asked', async () => {
    await open('/history?range=1h')
    expected = /ERR_FAILED/
    await page.route('**/api/metrics/system/**', (route) => route.abort())
    await chart('CPU').getByText('Not up to date.').waitFor({ timeout: 40_000 })
    await page.reload()
    await chart('CPU').getByRole('status').getByText('cannot be reached').waitFor()
    await page.unroute('**/api/metrics/system/**')
    await chart('CPU').locator('canvas').waitFor()
    expect(await chart('CPU').getByText('Not up to date.').count()).toBe(0)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test.each(['/', '/history?compare', '/nowhere'])(
      `has nothing that axe complains of: ${colorScheme} %s`,
      async (path) => {
        await open('/history', { colorScheme })
        await page.goto(visitor.base + path)
        await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
        await expect.poll(() => page.locator('[aria-busy=true]').count()).toBeLessThan(6)
        expect(await findViolations(page)).toEqual([])
      },
    )
  }

  test.each([360, 768, 1280, 2560])('fits %i pixels, and no chart moves below the cursor', async (width) => {
    await open('/history', { viewport: { width, height: 900 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    for (const name of ['CPU', 'Memory', 'Containers: CPU', 'Load']) {
      await chart(name).scrollIntoViewIfNeeded()
      await plot(name).locator('canvas').waitFor()
      const heights = new Set<number>()
      const measure = async () => heights.add((await chart(name).locator('ul').boundingBox())?.height ?? 0)
      await page.mouse.move(0, 0)
      await measure()
      const { x, y, width, height } = await boxOf(name)
      for (const share of [0.1, 0.5, 0.9]) {
        const before = await valueText(name)
        await page.mouse.move(x + width * share, y + height / 2)
        await expect.poll(() => valueText(name)).not.toBe(before)
        await measure()
      }
      expect([name, ...heights]).toHaveLength(2)
    }
  })
})
