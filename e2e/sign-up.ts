import type { Page } from 'playwright-core'

export const account = { username: 'ann', email: 'ann@home.example', password: 'correct horse battery' }

/** Makes the first account on a fresh server's page, and waits until it is live. */
export async function signUp(page: Page, address: string, setupCode?: string): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill(account.username)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  if (setupCode) await page.getByLabel('Setup code').fill(setupCode)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.locator('[data-testid=connection][data-state=live]').waitFor()
}
