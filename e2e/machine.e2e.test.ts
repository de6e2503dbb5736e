import { arch, hostname } from 'node:os'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertHistory } from './insert-history.ts'
import { hasBrowser } from './launch-browser.ts'
import { findCut, findViolations, startVisitor, type Visitor } from './start-visitor.ts'

describe.skipIf(!hasBrowser)('the page of the machine', () => {
  let visitor: Visitor
  let page: Page

  beforeAll(async () => {
    visitor = await startVisitor((folder) => insertHistory(folder, 31))
  })
  afterAll(() => visitor?.end())

  async function open(options: BrowserContextOptions = {}) {
    page = (await visitor.open('/', options)).page
    // What the overview shows of it.
    await region('Network').locator('tbody tr').first().waitFor()
    await region('Disks').getByRole('listitem').first().waitFor()
    const overview = {
      mounts: await region('Disks').getByRole('listitem').count(),
      interfaces: await region('Network').locator('tbody td:first-child').allTextContents(),
    }
    await page.getByRole('link', { name: 'Machine' }).click()
    await region('This machine').getByText(hostname(), { exact: true }).waitFor()
    await region('File systems').locator('tbody tr').first().waitFor()
    return overview
  }
  afterEach(async () => {
    expect(await visitor.leave()).toEqual([])
  })
  const region = (name: string) => page.getByRole('region', { name, exact: true })

  test('tells what it is, its file systems and when they are full, and its networks', async () => {
    const overview = await open()
    const about = await region('This machine').textContent()
    expect(about).toContain(arch())
    expect(about).toMatch(/Memory[\d.]+ [KMGT]iB/)

    const mounts = region('File systems').locator('tbody tr')
    expect(await mounts.count()).toBe(overview.mounts)
    // Its history is of a disk that is full in two years.
    const root = mounts.filter({ has: page.getByText('/', { exact: true }) })
    await expect.poll(() => root.locator('td').last().textContent()).toMatch(/^\d+ (months|years)$/)

    const names = region('Network interfaces').locator('tbody td:first-child')
    expect(await names.allTextContents()).toEqual(overview.interfaces)
    await region('Temperatures').waitFor()
    await region('Drives').waitFor({ timeout: 60_000 })
    await expect.poll(() => page.title()).toMatch(/^Machine · /)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing that axe complains of: ${colorScheme}`, async () => {
      await open({ colorScheme })
      expect(await findViolations(page)).toEqual([])
    })
  }

  test.each([320, 360, 768, 1280, 2560])('fits %i pixels', async (width) => {
    await open({ viewport: { width, height: 900 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    expect(await findCut(page)).toEqual([])
    // Nor before it is known when each is full.
    await page.route('**/api/metrics/filesystem/history*', () => undefined)
    await page.reload()
    await region('File systems').getByText('not known yet').first().waitFor()
    expect(await findCut(page)).toEqual([])
  })
})
