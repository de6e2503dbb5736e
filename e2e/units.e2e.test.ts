import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertHistory } from './insert-history.ts'
import { hasBrowser } from './launch-browser.ts'
import { findViolations, startVisitor, type Visitor } from './start-visitor.ts'

describe.skipIf(!hasBrowser)('units and time', () => {
  let visitor: Visitor
  let page: Page

  beforeAll(async () => {
    visitor = await startVisitor((folder) => insertHistory(folder, 2))
  })
  afterAll(() => visitor?.end())
  afterEach(async () => {
    expect(await visitor.leave()).toEqual([])
  })

  const region = (name: string) => page.getByRole('region', { name, exact: true })
  const go = (name: string) => page.getByRole('link', { name, exact: true }).click()
  const choice = (label: string) => page.getByRole('combobox', { name: label, exact: true })
  /** Chooses, and waits until it is kept. */
  async function choose(label: string, value: string): Promise<void> {
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
    await choice(label).selectOption(value)
    await kept
  }
  const plot = (name: string) => page.getByRole('slider', { name, exact: true })
  async function textAt(chart: string): Promise<string> {
    await region(chart).scrollIntoViewIfNeeded()
    await plot(chart).press('Home')
    return (await plot(chart).getAttribute('aria-valuetext')) ?? ''
  }
  const day = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000)
  const fixed = `from=${day.toISOString()}&to=${new Date(day.getTime() + 6 * 3_600_000).toISOString()}`

  test('are sensible at first: binary sizes, bytes, Celsius, and the clock of the browser', async () => {
    page = (await visitor.open('/settings/units')).page
    for (const [name, value] of [
      ['Sizes', 'binary'],
      ['Speeds of networks', 'byte'],
      ['Temperatures', 'celsius'],
      ['Time zone', 'browser'],
    ] as const) {
      expect(await choice(name).inputValue()).toBe(value)
    }
    expect(await page.locator('option[value=browser]').textContent()).toMatch(/Asia\/(Kolkata|Calcutta)/)
    await expect.poll(() => page.locator('option[value=server]').textContent()).toMatch(/\(\w+(\/.*)?\)$/)
    await page.goto(`${visitor.base}/history?${fixed}`)
    await expect.poll(() => textAt('CPU')).toMatch(/05:30:00/)
    expect(await textAt('CPU temperature')).toMatch(/°C/)
  })

  test('hold at once and everywhere, without a reload, and are kept', async () => {
    page = (await visitor.open('/settings/units')).page
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    await choose('Sizes', 'decimal')
    await region('Units').getByText('For example 8.59 GB').waitFor()
    await choose('Speeds of networks', 'bit')
    await region('Units').getByText('For example 100 Mbit/s').waitFor()
    await choose('Temperatures', 'fahrenheit')
    await region('Units').getByText('For example 118.4 °F').waitFor()
    await choose('Time zone', 'America/St_Johns')

    await go('Overview')
    await region('Network').locator('tbody tr').first().getByText('bit/s').first().waitFor()
    // Nobody counts a disk in bits.
    await region('System')
      .getByText(/B\/s read, .*B\/s written$/)
      .waitFor()
    await region('CPU and memory')
      .getByText(/ [MG]B of /)
      .waitFor()
    await go('Machine')
    expect(await region('This machine').textContent()).toMatch(/Memory[\d.]+ [MGT]B/)
    await go('History')
    // An address leads to it, as a link of somebody else does.
    await page.evaluate((search) => {
      history.pushState(null, '', `/history?${search}`)
    }, fixed)
    await expect.poll(() => textAt('CPU')).toMatch(/(20|21):30:00/)
    expect(await textAt('CPU temperature')).toMatch(/°F/)
    await page.getByTitle('Choose a range').click()
    expect(await page.getByLabel('From').inputValue()).toMatch(/T(20|21):30$/)
    await page.getByLabel('From').fill(`${day.toISOString().slice(0, 10)}T00:00`)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('from')).toMatch(/T0[23]:30:00Z$/)
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)

    await page.reload()
    await expect.poll(() => textAt('CPU')).toMatch(/00:00:00/)
    await page.goto(`${visitor.base}/settings/units`)
    expect(await choice('Time zone').inputValue()).toBe('America/St_Johns')
    await choose('Time zone', 'server')
    expect(await choice('Sizes').inputValue()).toBe('decimal')
  })

  test.each(['light', 'dark'] as const)('have nothing that axe complains of: %s', async (colorScheme) => {
    page = (await visitor.open('/settings/units', { colorScheme })).page
    await region('Time zone').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  test.each([360, 2560])('fit %i pixels', async (width) => {
    page = (await visitor.open('/settings/units', { viewport: { width, height: 900 } })).page
    await region('Time zone').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })
})
