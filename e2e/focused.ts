import type { Page } from 'playwright-core'

/** What has the focus: its element and its text, or its label. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { tagName, textContent, ariaLabel } = document.activeElement ?? document.body
    return `${tagName} ${tagName === 'BODY' ? '' : (ariaLabel ?? textContent)}`
  })
}
