import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { focused } from './focused.ts'
import { hasBrowser, type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { makeFolder, type RunningProgram, runServer, untilReady } from './run-server.ts'
import { account, signUp } from './sign-up.ts'
import { totpOf } from './totp.ts'

type Credentials = Pick<typeof account, 'username' | 'password'>

const eve = { username: 'eve', email: 'eve@home.example', password: 'battery horse correct' }

describe.skipIf(!hasBrowser)('the account pages', () => {
  let launched: LaunchedBrowser
  let folder: ReturnType<typeof makeFolder>
  let server: RunningProgram
  let contexts: BrowserContext[]
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    launched = await launchBrowser()
  })
  afterAll(() => launched?.close())

  beforeEach(async () => {
    folder = makeFolder()
    server = await runServer(folder.path)
    await untilReady(server)
    contexts = []
    complaints = []
    page = await open()
    await signUp(page, server.base)
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    await server?.end('SIGKILL')
    folder.remove()
    // A refused style, script or image would be among them.
    expect(complaints).toEqual([])
  })

  async function open(options: Parameters<LaunchedBrowser['browser']['newContext']>[0] = {}): Promise<Page> {
    const context = await launched.browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    })
    contexts.push(context)
    const opened = await context.newPage()
    opened.on('console', (message) => {
      // The browser's own note of an answer that refuses: the page tells it as well, and a test looks for that.
      const isRefusal = /^Failed to load resource: .* 4\d\d /.test(message.text())
      if (message.type() === 'error' && !isRefusal) complaints.push(`${message.text()} ${message.location().url}`)
    })
    opened.on('pageerror', (error) => complaints.push(String(error)))
    return opened
  }
  async function fillSignIn(on: Page, { username, password }: Credentials): Promise<void> {
    await on.getByLabel('User name or e-mail').fill(username)
    await on.getByLabel('Password').fill(password)
    await press(on, 'Sign in')
  }
  async function signInElsewhere(who: Credentials, options = {}): Promise<Page> {
    const other = await open(options)
    await other.goto(server.base)
    await fillSignIn(other, who)
    await live(other)
    return other
  }
  async function visit(section: string, on = page): Promise<void> {
    await on.getByRole('link', { name: 'Settings' }).click()
    if (section !== 'Profile') await on.getByRole('link', { name: section, exact: true }).click()
    await on.getByRole('heading', { level: 1, name: section }).waitFor()
  }
  const press = (on: Page, name: string) => on.getByRole('button', { name, exact: true }).click()
  const live = (on: Page) => on.locator('[data-testid=connection][data-state=live]').waitFor()
  const signedOut = (on: Page) => on.getByText('Your sign-in has ended').waitFor()
  const card = (name: string, on = page) => on.getByRole('region', { name, exact: true })
  const row = (text: string | RegExp, on = page) => on.getByRole('main').getByRole('listitem').filter({ hasText: text })
  const secretIn = async (box: Locator) => (await box.locator('code').textContent()) ?? ''
  const dialog = (on = page) => on.getByRole('dialog')

  /** Makes an account as the admin who is signed in on the page. */
  async function addUser(role: 'admin' | 'viewer', { username, email, password } = eve): Promise<void> {
    await visit('Users')
    const form = page.getByRole('form', { name: 'Add a user' })
    await form.getByLabel('User name').fill(username)
    await form.getByLabel('E-mail').fill(email)
    await form.getByLabel('Password').fill(password)
    await form.getByLabel('Role').selectOption(role)
    await press(page, 'Add user')
    await form.getByRole('status').getByText('Added.').waitFor()
  }

  test('the profile: the e-mail address is changed, a wrong one told beside it; the theme is kept', async () => {
    await visit('Profile')
    await card('Account').getByText('Admin: may do everything').waitFor()
    const email = page.getByRole('textbox', { name: 'E-mail' })
    expect(await email.inputValue()).toBe(account.email)
    await email.fill('nowhere')
    await press(page, 'Save')
    await expect.poll(() => email.getAttribute('aria-invalid')).toBe('true')
    expect(await email.inputValue()).toBe('nowhere')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('email')
    await email.fill('ann@elsewhere.example')
    await press(page, 'Save')
    await page.getByRole('status').getByText('Saved.').waitFor()
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await card('Theme').getByLabel('Dark').check()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await kept
    const other = await signInElsewhere({ ...account, username: 'ann@elsewhere.example' })
    await expect.poll(() => other.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  test('the password: the old one has to be right; a new one ends the other sign-ins', async () => {
    const other = await signInElsewhere(account)
    await visit('Password and codes')
    const form = page.getByRole('form', { name: 'Password' })
    const fill = async (current: string, next: string, again = next) => {
      await form.getByLabel('Current password').fill(current)
      await form.getByLabel('New password', { exact: true }).fill(next)
      await form.getByLabel('New password again').fill(again)
      await press(page, 'Change password')
    }
    await fill('', 'a new one of mine')
    await form.getByText('Fill this in.').waitFor()
    await fill('not my password', 'a new one of mine')
    await form.getByText('The current password is wrong').waitFor()
    // Nothing of what was typed is lost, and nobody is signed out.
    expect(await form.getByLabel('New password again').inputValue()).toBe('a new one of mine')
    await fill(account.password, 'short')
    await form.getByText('10 to 128 characters').waitFor()
    await fill(account.password, 'a new one of mine', 'another one of mine')
    await form.getByText('The two are not the same.').waitFor()
    await fill(account.password, 'a new one of mine')
    await form.getByText('Changed. Your other sign-ins are ended.').waitFor()
    expect(await form.getByLabel('Current password').inputValue()).toBe('')
    await signedOut(other)
    await fillSignIn(other, account)
    await other.getByRole('alert').getByText('The user name or the password is wrong').waitFor()
    await fillSignIn(other, { ...account, password: 'a new one of mine' })
    await live(other)
  })

  test('codes of an authenticator: set up, asked for at the sign-in, with recovery codes, and turned off', async () => {
    await visit('Password and codes')
    const codes = card('Codes of an authenticator')
    await codes.getByLabel('Current password').fill('not my password')
    await press(page, 'Set up')
    await codes.getByText('The current password is wrong').waitFor()
    await codes.getByLabel('Current password').fill(account.password)
    await press(page, 'Set up')
    const qr = codes.getByRole('img', { name: 'QR code' })
    await qr.waitFor()
    // Drawn, and not refused by the policy.
    expect(await qr.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
    const grouped = await secretIn(codes)
    expect(grouped).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    const secret = grouped.replaceAll(' ', '')
    const codeAt = (steps: number) => totpOf(secret, Math.floor(Date.now() / 30_000) + steps)
    const wrong = String((Number(codeAt(0)) + 1) % 1e6).padStart(6, '0')
    await codes.getByRole('textbox', { name: 'Code' }).fill(wrong)
    await press(page, 'Turn on')
    await codes.getByText('The code is wrong, or was used before').waitFor()
    // The step before: the present one is for the sign-in below, for each is good once.
    await codes.getByRole('textbox', { name: 'Code' }).fill(codeAt(-1))
    await press(page, 'Turn on')

    const shown = card('Recovery codes').first()
    const recovery = (await secretIn(shown)).split('\n')
    expect(recovery).toHaveLength(10)
    await expect.poll(() => focused(page)).toBe('H2 Recovery codes')
    await press(page, 'Copy')
    await page.getByRole('status').getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(recovery.join('\n'))
    const downloaded = page.waitForEvent('download')
    await press(page, 'Download')
    expect(
      readFileSync(await (await downloaded).path(), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(recovery)
    await press(page, 'I have kept them')
    await codes.getByText('On: a code is asked for').waitFor()
    await expect.poll(() => focused(page)).toBe('H2 Codes of an authenticator')

    const other = await open()
    await other.goto(server.base)
    const code = other.getByLabel('Code of your authenticator')
    await fillSignIn(other, account)
    await code.waitFor()
    // What was typed is still there, and the code is what comes next.
    expect(await other.getByLabel('Password').inputValue()).toBe(account.password)
    expect(await other.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('totp')
    await code.press('Enter')
    await other.getByText('Fill this in.').waitFor()
    await code.fill('000 000')
    await code.press('Enter')
    await other.getByText('The code is wrong, or was used before').waitFor()
    await code.fill(codeAt(0))
    await code.press('Enter')
    await live(other)

    const third = await open()
    await third.goto(server.base)
    await fillSignIn(third, account)
    await third.getByLabel('Code of your authenticator').fill(recovery[0] ?? '')
    await press(third, 'Sign in')
    await live(third)

    await codes.getByLabel('Current password').fill(account.password)
    await press(page, 'Turn off')
    await codes.getByText('Off: your password alone lets you in').waitFor()
    await signInElsewhere(account)
  })

  test('sign-ins: what they are, the end of one and of all others', async () => {
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
    const firefox = await signInElsewhere(account, { userAgent })
    const [second, third] = [await signInElsewhere(account), await signInElsewhere(account)]
    await visit('Sign-ins')
    await expect.poll(() => row(/last used/).count()).toBe(4)
    await row('this one')
      .getByText(/127\.0\.0\.1 · last used/)
      .waitFor()
    expect(await row('this one').getByRole('button').count()).toBe(0)
    await press(page, 'End the sign-in of Firefox on Linux')
    await signedOut(firefox)
    await expect.poll(() => row(/last used/).count()).toBe(3)
    await press(page, 'End all others')
    for (const ended of [second, third]) await signedOut(ended)
    await page.getByText('You are signed in nowhere else.').waitFor()
    await page.reload()
    await live(page)
  })

  test('about: which version of what runs here, and the page of its API', async () => {
    await visit('About')
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    const about = card('Home Zenith')
    await about.getByText(version, { exact: true }).waitFor()
    await about.getByRole('link').click()
    await page.waitForURL(`${server.base}/api/docs`)
  })

  test('API tokens: made and shown once, good for the API, revoked', async () => {
    await visit('API tokens')
    await page.getByText('You have none.').waitFor()
    const form = page.getByRole('form', { name: 'Make a token' })
    await press(page, 'Make token')
    await form.getByText('Fill this in.').waitFor()
    await form.getByLabel('Name').fill('Home Assistant')
    await form.getByLabel('May').selectOption('read')
    await form.getByLabel('Ends after').selectOption('30 days')
    await press(page, 'Make token')
    const shown = card('The token "Home Assistant"')
    const token = await secretIn(shown)
    expect(token).toMatch(/^hz_/)
    await press(page, 'Copy')
    await page.getByRole('status').getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    const status = async () =>
      (await page.request.get(`${server.base}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } })).status()
    expect(await status()).toBe(200)
    await press(page, 'I have kept it')
    await expect.poll(() => focused(page)).toBe('H2 Make a token')
    await row('Home Assistant read').getByText('never used · ends').waitFor()
    expect(await page.content()).not.toContain(token)
    await press(page, 'Revoke Home Assistant')
    await dialog().getByText('Programs that use it are refused at once').waitFor()
    await press(page, 'Cancel')
    expect(await status()).toBe(200)
    await press(page, 'Revoke Home Assistant')
    await dialog().getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('You have none.').waitFor()
    await expect.poll(() => focused(page)).toBe('H2 Your API tokens')
    expect(await status()).toBe(401)
  })

  test('users: added, made an admin, disabled, removed; the last admin stays', async () => {
    await addUser('viewer')
    await press(page, 'Add user')
    const form = page.getByRole('form', { name: 'Add a user' })
    await expect.poll(() => form.locator('[aria-invalid=true]').count()).toBe(3)
    await form.getByLabel('User name').fill(account.username)
    await form.getByLabel('E-mail').fill('x@home.example')
    await form.getByLabel('Password').fill(eve.password)
    await press(page, 'Add user')
    await page.getByText('Another account has this user name').waitFor()

    const lastAdmin = row('annyou')
      .getByRole('alert')
      .getByText('This is the last admin: make another account an admin')
    await press(page, 'Disable ann')
    await lastAdmin.waitFor()
    await expect.poll(() => focused(page)).toBe('BUTTON Disable ann')
    await page.getByLabel('Role of ann').selectOption('Viewer')
    await lastAdmin.waitFor()
    expect(await page.getByLabel('Role of ann').inputValue()).toBe('admin')

    const other = await signInElsewhere(eve)
    await visit('Profile', other)
    expect(await other.getByRole('navigation', { name: 'Settings' }).getByRole('link').allTextContents()).toEqual([
      'Profile',
      'Units and time',
      'Password and codes',
      'Sign-ins',
      'API tokens',
      'About',
    ])
    await other.goto(`${server.base}/settings/users`)
    await other.getByText('Only an admin sees this.').waitFor()
    await other.goto(`${server.base}/settings/tokens`)
    await expect.poll(() => other.getByLabel('May').getByRole('option').allTextContents()).toEqual(['read'])

    await page.getByLabel('Role of eve').selectOption('Admin')
    await expect.poll(() => page.getByLabel('Role of eve').inputValue()).toBe('admin')
    await other.reload()
    await other.getByRole('link', { name: 'Users', exact: true }).waitFor()
    await press(page, 'Disable eve')
    await signedOut(other)
    await row('evedisabled').waitFor()
    await press(page, 'Enable eve')
    await fillSignIn(other, eve)
    await live(other)
    await press(page, 'Remove eve')
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click()
    await signedOut(other)
    await expect.poll(() => row('eve@home.example').count()).toBe(0)
  })

  test('an admin who gives the role away sees no pages of admins any more', async () => {
    await addUser('admin')
    await page.getByLabel('Role of ann').selectOption('Viewer')
    await page.getByText('Only an admin sees this.').waitFor()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByText('Viewer: only reads').waitFor()
  })

  test('a page that is open loses, and gains, what its user may not, or may, from then on', async () => {
    await addUser('admin')
    const other = await signInElsewhere(eve)
    await visit('Audit log', other)
    await other.evaluate(() => Object.assign(window, { isSamePage: true }))
    await page.getByLabel('Role of eve').selectOption('Viewer')
    await other.getByText('Only an admin sees this.').waitFor()
    await other.getByRole('link', { name: 'Overview', exact: true }).click()
    await other.getByText('An admin can reboot or shut down this machine here.').waitFor()
    await page.getByLabel('Role of eve').selectOption('Admin')
    await other.getByText('An admin can reboot or shut down this machine here.').waitFor({ state: 'detached' })
    await visit('Audit log', other)
    expect(await other.evaluate(() => 'isSamePage' in window)).toBe(true)
  })

  test('an invite leads to an account, once, and is never in an address that a server sees', async () => {
    await visit('Users')
    const form = page.getByRole('form', { name: 'Invite somebody' })
    await form.getByLabel('Role').selectOption('viewer')
    await form.getByLabel('Good for').selectOption('a day')
    await press(page, 'Make invite')
    const link = await secretIn(card('The invite'))
    expect(link).toMatch(new RegExp(`^${server.base}/join#[\\w-]{20,}$`))
    await card('Invite somebody').getByText('by a name that only the machine itself knows').waitFor()

    // Who is signed in is not made another by a link.
    const own = await signInElsewhere(account)
    await own.goto(link)
    await own.getByRole('heading', { name: 'You are signed in already' }).waitFor()
    await own.getByRole('link', { name: 'Go on as I am' }).click()
    await live(own)

    const asked: string[] = []
    const other = await open()
    other.on('request', (request) => asked.push(request.url()))
    await other.goto(link)
    await other.getByText('You are invited as a viewer').waitFor()
    const late = await open()
    await late.goto(link)
    await other.getByLabel('User name').fill(account.username)
    await other.getByLabel('E-mail').fill(eve.email)
    await other.getByLabel('Password').fill(eve.password)
    await press(other, 'Create account')
    await other.getByText('Another account has this user name').waitFor()
    await other.getByLabel('User name').fill(eve.username)
    await press(other, 'Create account')
    await live(other)
    expect(new URL(other.url())).toMatchObject({ pathname: '/', hash: '' })
    const invite = new URL(link).hash.slice(1)
    expect(asked.filter((url) => url.replace(/#.*/, '').includes(invite))).toEqual([])
    expect(server.output()).not.toContain(invite)

    // Who had the form open already, and who opens the link now.
    await late.getByLabel('User name').fill('late')
    await late.getByLabel('E-mail').fill('late@home.example')
    await late.getByLabel('Password').fill(eve.password)
    await press(late, 'Create account')
    await late.getByRole('alert').getByText('It was used already, revoked, or is too old').waitFor()
    await late.reload()
    await late.getByRole('heading', { name: 'This invite is no longer good' }).waitFor()
    await late.goto(`${server.base}/join`)
    await late.reload()
    await late.getByRole('heading', { name: 'This link has no invite' }).waitFor()
    await late.getByRole('link', { name: 'To the sign-in' }).click()
    await late.getByRole('heading', { name: 'Sign in' }).waitFor()

    const stillGood = page.getByRole('region', { name: 'Invites that are still good' })
    await press(page, 'I have kept it')
    await page.reload()
    await form.getByLabel('Role').selectOption('admin')
    expect(await stillGood.count()).toBe(0)
    await press(page, 'Make invite')
    await stillGood.getByText(/^Admin, made .*, good until /).waitFor()
    await stillGood.getByRole('button', { name: /^Revoke the invite of .* for the role "Admin"$/ }).click()
    await stillGood.waitFor({ state: 'detached' })
    await visit('Audit log')
    await card('Who did what').getByText('Invite revoked').waitFor()
  })

  test('the audit log: filtered by who, what and when, and read on', async () => {
    await addUser('viewer')
    const other = await open()
    await other.goto(server.base)
    await fillSignIn(other, { ...eve, password: 'not the password' })
    await other.getByRole('alert').waitFor()
    await fillSignIn(other, eve)
    await live(other)

    await visit('Audit log')
    const actions = () => card('Who did what').getByRole('listitem').locator('p > span:first-child').allTextContents()
    await expect.poll(actions).toEqual(['Signed in', 'Sign-in failed: eve', 'Account made: eve', 'Account made: ann'])
    await card('Who did what')
      .getByRole('listitem')
      .filter({ hasText: 'made: eve' })
      .getByText(/^ann · .* · as viewer$/)
      .waitFor()
    await page.getByLabel('Who', { exact: true }).fill('ann')
    await press(page, 'Show')
    await expect.poll(actions).toEqual(['Account made: eve', 'Account made: ann'])
    await page.getByLabel('What', { exact: true }).selectOption('Sign-in failed')
    await press(page, 'Show')
    await page.getByText('Nothing of that kind was noted.').waitFor()
    expect(new URL(page.url()).search).toBe('?actor=ann&action=sign_in_failed')
    await page.goBack()
    await expect.poll(actions).toEqual(['Account made: eve', 'Account made: ann'])
    await press(page, 'Show all')
    await expect.poll(async () => (await actions()).length).toBe(4)
    await page.getByLabel('To').fill('2020-01-01T00:00')
    await press(page, 'Show')
    await page.getByText('Nothing of that kind was noted.').waitFor()
    await page.goto(`${server.base}/settings/audit?from=yesterday`)
    await page.getByRole('alert').getByText('from').waitFor()

    // More than one answer has.
    const login = { username: account.username, password: account.password }
    const signedIn = await page.request.post(`${server.base}/api/auth/login`, { data: login })
    const headers = { Authorization: `Bearer ${((await signedIn.json()) as { access_token: string }).access_token}` }
    for (let made = 0; made < 55; made += 1) {
      await page.request.post(`${server.base}/api/invites`, { headers, data: { role: 'viewer' } })
    }
    await page.goto(`${server.base}/settings/audit`)
    await expect.poll(async () => (await actions()).length).toBe(50)
    await press(page, 'Older ones')
    await expect.poll(async () => (await actions()).length).toBe(60)
    expect((await actions()).at(-1)).toBe('Account made: ann')
    expect(await page.getByRole('button', { name: 'Older ones' }).count()).toBe(0)
  })

  const sections = ['', '/security', '/sign-ins', '/tokens', '/users', '/audit', '/about']

  test.each(['light', 'dark'] as const)('has nothing that axe complains of, at any width: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const look = async (name: string) => {
      // Evaluated by the debugger, which no policy of the page refuses.
      await page.evaluate(axe.source)
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
        return (await axe.run()).violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
      })
      expect([name, ...found]).toEqual([name])
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    }
    for (const section of sections) {
      await page.goto(`${server.base}/settings${section}`)
      await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBeGreaterThan(5)
      await live(page)
      await look(`settings${section.replace('/', '-')}`)
    }
    await page.goto(`${server.base}/settings/tokens`)
    await page.getByLabel('Name').fill('Home Assistant')
    await press(page, 'Make token')
    await card('The token "Home Assistant"').waitFor()
    await look('token')
    await press(page, 'Revoke Home Assistant')
    await dialog().waitFor()
    await look('revoke')
    await page.goto(`${server.base}/settings/security`)
    await card('Codes of an authenticator').getByLabel('Current password').fill(account.password)
    await press(page, 'Set up')
    await page.getByRole('img', { name: 'QR code' }).waitFor()
    await look('qr')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('Fill this in.').waitFor()
    await look('qr-wrong')
  })
})
