import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeFolder, type RunningProgram, runServer, untilReady } from './run-server.ts'

describe.skipIf(!hasBrowser)('the page of the API', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let server: RunningProgram

  beforeAll(async () => {
    launched = await launchBrowser()
    folder = makeFolder()
    server = await runServer(folder.path)
    await untilReady(server)
  })
  afterAll(async () => {
    await launched?.close()
    await server?.end('SIGKILL')
    folder.remove()
  })

  test('lists every call and sends one, under the strict policy', async () => {
    const page = await launched.browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${server.base}/api/docs`)
    const { paths } = (await (await fetch(`${server.base}/api/openapi.json`)).json()) as {
      paths: Record<string, object>
    }
    const calls = Object.values(paths).flatMap(Object.keys).length
    await page
      .locator('details')
      .nth(calls - 1)
      .waitFor()
    expect(await page.locator('details').count()).toBe(calls)

    const call = (name: string) => page.locator('details', { has: page.getByText(name, { exact: true }) })
    await call('GET /api/health/live').locator('summary').click()
    await call('GET /api/health/live').getByRole('button', { name: 'Send' }).click()
    const live = call('GET /api/health/live').locator('form pre')
    await live.waitFor()
    expect(await live.textContent()).toContain('200 OK')
    expect(await call('GET /api/health/live').locator('.command').textContent()).toBe(
      `curl -s '${server.base}/api/health/live'`,
    )
    const history = call('GET /api/metrics/system/history')
    await history.locator('summary').click()
    await history.locator('[name=from]').fill('-1h')
    await history.locator('[name=resolution]').selectOption('1m')
    expect(await history.locator('.command').textContent()).toBe(
      `curl -s '${server.base}/api/metrics/system/history?from=-1h&resolution=1m' -H "Authorization: Bearer $token"`,
    )
    const system = call('GET /api/metrics/system')
    await system.locator('summary').click()
    await system.getByText('cpu_usage: number | null').waitFor()
    expect(complaints).toEqual([])

    await page.locator('#token').fill('hz_made-up')
    await call('POST /api/auth/login').locator('summary').click()
    expect(JSON.parse(await call('POST /api/auth/login').locator('textarea').inputValue())).toEqual({
      username: '',
      password: '',
    })
    await call('GET /api/server').locator('summary').click()
    await call('GET /api/server').getByRole('button', { name: 'Send' }).click()
    const refused = call('GET /api/server').locator('form pre')
    await refused.waitFor()
    expect(await refused.textContent()).toContain('"unauthorized"')
  })
})
