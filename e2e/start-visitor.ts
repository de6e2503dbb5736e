import axe from 'axe-core'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from './launch-browser.ts'
import { makeFolder, runServer, untilReady } from './run-server.ts'
import { signUp } from './sign-up.ts'

/** Somebody who is signed in at a server of their own. */
export interface Visitor {
  readonly base: string
  /** Opens a page in a fresh browser context. */
  open(path: string, options?: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext }>
  /** Closes what was opened last. @returns what the browser complained of: errors, and what the policy refused */
  leave(): Promise<string[]>
  end(): Promise<void>
}

/** @param prepare is done once samples are stored, with the server's working directory */
export async function startVisitor(
  prepare: (folder: string) => Promise<unknown>,
  environment: (folder: string) => Record<string, string> = () => ({}),
): Promise<Visitor> {
  const launched = await launchBrowser()
  const folder = makeFolder()
  const server = await runServer(folder.path, environment(folder.path))
  await untilReady(server)
  await prepare(folder.path)
  const first = await launched.browser.newContext()
  await signUp(await first.newPage(), server.base)
  let signedIn = await first.storageState()
  await first.close()
  let opened: BrowserContext | undefined
  let complaints: string[] = []

  return {
    base: server.base,
    async open(path, options = {}) {
      complaints = []
      const context = await launched.browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en-GB',
        timezoneId: 'Asia/Kolkata',
        storageState: signedIn,
        // What passes by a service worker no test can hold back.
        serviceWorkers: 'block',
        ...options,
      })
      opened = context
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      await page.goto(server.base + path)
      return { page, context }
    },
    async leave() {
      if (!opened) return []
      // The sign-in's cookie changes with each use.
      signedIn = await opened.storageState()
      await opened.close()
      opened = undefined
      return complaints
    },
    async end() {
      await launched.close()
      await server.end('SIGKILL')
      folder.remove()
    },
  }
}

/** What axe finds wrong with a page: each rule with the elements that break it. */
export async function findViolations(page: Page): Promise<string[][]> {
  // Evaluated by the debugger, which no policy of the page refuses.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
  })
}

/** The tables that are wider than what they stand in: by how much, and their text. */
export function findCut(page: Page): Promise<[number, string | null][]> {
  return page.locator('table').evaluateAll((all) =>
    all.flatMap((table): [number, string | null][] => {
      const cut = table.scrollWidth - (table.parentElement?.clientWidth ?? 0)
      return cut > 0 ? [[cut, table.textContent]] : []
    }),
  )
}
