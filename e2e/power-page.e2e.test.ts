import type { Audit, TotpSetUp } from '@home-zenith/contract'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeStandIns, type StandIns } from '../server/test/stand-ins.ts'
import { focused } from './focused.ts'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeProcfs } from './make-procfs.ts'
import { freePort, makeFolder, type RunningProgram, runServer, until, untilReady } from './run-server.ts'
import { account, signUp } from './sign-up.ts'
import { totpOf } from './totp.ts'

const viewer = { username: 'vic', email: 'vic@home.example', password: 'battery horse correct' }

describe.skipIf(!hasBrowser)('reboot and shutdown on the page', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let standIns: StandIns
  let server: RunningProgram
  let port: number
  let contexts: BrowserContext[]
  let page: Page

  beforeAll(async () => {
    launched = await launchBrowser()
  })
  afterAll(() => launched?.close())
  beforeEach(async () => {
    folder = makeFolder()
    standIns = makeStandIns()
    contexts = []
    port = await freePort()
    await start('one')
    page = await open()
    await signUp(page, server.base)
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    await end()
    standIns.remove()
    folder.remove()
  })

  async function start(bootId: string, more: Record<string, string> = {}): Promise<void> {
    // Nothing of the machine's own is found before a stand-in.
    const PATH = `${standIns.path}:${process.env.PATH}`
    const PROCFS_PATH = makeProcfs(folder.path, bootId)
    server = await runServer(folder.path, { PATH, PROCFS_PATH, PORT: String(port), ...more })
    await untilReady(server)
  }
  async function end(): Promise<void> {
    if (server.process.exitCode === null && server.process.signalCode === null) await server.end('SIGKILL')
  }
  async function open(options: Parameters<LaunchedBrowser['browser']['newContext']>[0] = {}): Promise<Page> {
    const context = await launched.browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      ...options,
    })
    contexts.push(context)
    return context.newPage()
  }
  async function signIn(user: { username: string; password: string }): Promise<Page> {
    const other = await open()
    await other.goto(server.base)
    await other.getByLabel('User name').fill(user.username)
    await other.getByLabel('Password').fill(user.password)
    await other.getByRole('button', { name: 'Sign in' }).click()
    await live(other)
    return other
  }
  const live = (on: Page) => on.locator('[data-testid=connection][data-state=live]').waitFor()
  const controls = (on = page) => on.getByRole('region', { name: 'Reboot and shut down' })
  const dialog = () => page.getByRole('dialog')
  const notice = (on = page) => on.getByTestId('power-notice')
  const says = (on: Page, text: RegExp) =>
    expect.poll(() => notice(on).textContent(), { timeout: 10_000 }).toMatch(text)
  const systemctl = () => standIns.ran().filter((line) => line.startsWith('systemctl'))

  async function ask(button: string, when: string, password = account.password): Promise<void> {
    await controls()
      .getByRole('button', { name: `${button} …` })
      .click()
    await dialog().getByLabel('When').selectOption(when)
    await dialog().getByLabel('Your password').fill(password)
    await dialog().getByRole('button', { name: button, exact: true }).click()
  }
  async function bearer(): Promise<Record<string, string>> {
    const { username, password } = account
    const answer = await page.request.post(`${server.base}/api/auth/login`, { data: { username, password } })
    return { Authorization: `Bearer ${((await answer.json()) as { access_token: string }).access_token}` }
  }

  test('a wrong password is told and tried once; the countdown is on every page, where any admin ends it', async () => {
    const other = await signIn(account)
    await ask('Reboot', 'in 5 minutes', 'not the password')
    await dialog().getByText('The password is wrong').waitFor()
    const audit = await page.request.get(`${server.base}/api/audit?action=verification_failed`, {
      headers: await bearer(),
    })
    expect(((await audit.json()) as Audit).items).toHaveLength(1)
    await dialog().getByLabel('Reason').fill('new <b>kernel</b>')
    await dialog().getByLabel('Your password').fill(account.password)
    await dialog().getByLabel('Your password').press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('H2 Reboot and shut down')
    for (const one of [page, other]) {
      await says(one, /^This machine will be rebooted at [\d:]+, in [45] minann: new <b>kernel<\/b>Cancel it$/)
      expect(await controls(one).getByRole('button', { name: 'Shut down …' }).isDisabled()).toBe(true)
    }
    await other.getByRole('link', { name: 'History' }).click()
    await notice(other).getByRole('button', { name: 'Cancel it' }).click()
    for (const one of [page, other]) await says(one, /The reboot will not happen: cancelled by ann\./)
    await expect.poll(() => focused(other)).toBe('H1 History')
    expect(await controls().getByRole('button', { name: 'Shut down …' }).isDisabled()).toBe(false)
    await notice().getByRole('button', { name: 'Close this notice' }).click()
    await notice().waitFor({ state: 'detached' })
    expect(systemctl()).toEqual([])
  })

  test('who has an authenticator gives its code instead, each once', async () => {
    await end()
    await start('one', { POWER_CONTROL: 'dry-run' })
    await live(page)
    const headers = await bearer()
    const post = async (path: string, data: object) =>
      (await page.request.post(`${server.base}/api/auth/${path}`, { data, headers })).json()
    const { secret } = (await post('totp', { password: account.password })) as TotpSetUp
    const codeAt = (steps: number) => totpOf(secret, Math.floor(Date.now() / 30_000) + steps)
    const turnedOnWith = codeAt(-1)
    await post('totp/confirm', { totp: turnedOnWith })
    await page.reload()
    await controls().getByText('Trial').waitFor()
    await controls().getByRole('button', { name: 'Reboot …' }).click()
    const code = dialog().getByLabel('Code of your authenticator')
    const send = () => dialog().getByRole('button', { name: 'Reboot', exact: true }).click()
    const refused = async () => {
      await expect.poll(() => code.getAttribute('aria-invalid')).toBe('true')
      expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
      await dialog().getByText('The code is wrong, or was used before').waitFor()
    }
    // The password does not do, nor a code that was used.
    await code.waitFor()
    await dialog().getByText('This is a trial').waitFor()
    expect(await dialog().getByLabel('Your password').count()).toBe(0)
    await code.fill(account.password)
    await send()
    await refused()
    await code.fill(turnedOnWith)
    await send()
    await refused()
    await dialog().getByLabel('When').selectOption('in 5 seconds')
    // As authenticators show it.
    await code.fill(codeAt(0).replace(/(?=...$)/, ' '))
    await code.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await says(page, /Trial: this machine would be rebooted at/)
    await says(page, /The trial is over: now the machine would have gone down\./)
    expect(systemctl()).toEqual([])
  })

  test('a page that was away comes back to the countdown', async () => {
    await ask('Shut down', 'in an hour')
    await says(page, /will be shut down at/)
    await page.reload()
    await says(page, /will be shut down at [\d:]+, in (59 min|1 h 0 min)/)
  })

  test('after a reboot the page comes back by itself, and tells how long it took', async () => {
    // As systemd does, which stops every service.
    standIns.teach('systemctl', '', 0, 'kill -TERM $PPID')
    await controls().getByText('No reboot is known').waitFor()
    await ask('Reboot', 'in 5 seconds')
    await says(page, /This machine is being rebooted\. The page comes back by itself\./)
    await until(async () => server.process.exitCode !== null, server.output)
    expect(server.process.exitCode).toBe(0)
    expect(systemctl()).toEqual(['systemctl [--no-ask-password] [reboot]'])
    await page.locator('[data-testid=connection][data-state=lost]').waitFor()
    await start('two')
    await live(page)
    await controls()
      .getByText(/Last: the machine was rebooted by ann: back after \d+ s/)
      .waitFor()
    await notice().waitFor({ state: 'detached' })
  })

  test('a refusal of the machine is told', async () => {
    standIns.teach('systemctl', 'Call to Reboot failed: Access denied', 1)
    await ask('Reboot', 'in 5 seconds')
    await says(page, /The reboot failed: Call to Reboot failed: Access denied/)
  })

  test('where it is not possible, what to do is told instead, and whether it helped', async () => {
    await end()
    standIns.teach('busctl', 's "no"')
    await start('one')
    await live(page)
    await page.reload()
    await controls()
      .getByText(/Not possible here yet: .*50-home-zenith\.rules/)
      .waitFor()
    expect(await controls().getByRole('button', { name: 'Reboot …' }).count()).toBe(0)
    standIns.teach('busctl', 's "yes"')
    await expect
      .poll(
        async () => {
          // It goes away with its reason.
          const again = controls().getByRole('button', { name: 'Check again' })
          await again.click({ timeout: 1000 }).catch(() => undefined)
          return controls().getByRole('button', { name: 'Reboot …' }).count()
        },
        { timeout: 20_000, interval: 1000 },
      )
      .toBe(1)
  })

  test('a viewer sees the countdown, and no button', async () => {
    await page.request.post(`${server.base}/api/auth/register`, {
      data: { ...viewer, role: 'viewer' },
      headers: await bearer(),
    })
    const other = await signIn(viewer)
    await ask('Reboot', 'in 5 minutes')
    await says(other, /This machine will be rebooted at/)
    await controls(other).getByText('An admin can').waitFor()
    expect(await controls(other).getByRole('button').count()).toBe(0)
    expect(await notice(other).getByRole('button').count()).toBe(0)
  })

  test.each(['light', 'dark'] as const)(
    'works by keyboard, and axe has nothing to complain of: %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await controls().getByRole('button', { name: 'Reboot …' }).press('Enter')
      await dialog().getByText('nobody is signed in').waitFor()
      const complaints = async () => {
        await page.evaluate(axe.source)
        return page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)
        })
      }
      expect(await complaints()).toEqual([])
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
      await ask('Reboot', 'in 5 minutes')
      await says(page, /will be rebooted/)
      expect(await complaints()).toEqual([])
    },
  )
})
