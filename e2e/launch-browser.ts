import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium as driver, type LaunchOptions } from 'playwright-core'

export interface LaunchedBrowser {
  browser: Browser
  close(): Promise<void>
}

/** Where Debian's own Chromium is: for ARM, which the npm package is not made for. */
const systemChromium = '/usr/bin/chromium'

/** Whether there is a browser for this machine. */
export const hasBrowser = process.arch === 'x64' || existsSync(systemChromium)

/** A headless Chromium: the one of the npm package with its own libraries and fonts, so that nothing has to be installed. */
export async function launchBrowser(): Promise<LaunchedBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'zenith-browser-'))
  // A sandbox of its own needs rights that a container or root does not give; only our own page is opened.
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
  ]
  const env = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' }
  const browser = await launchPatiently(
    process.arch === 'x64'
      ? {
          args,
          executablePath: await extract(folder),
          env: { ...env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: configureFonts(folder) },
        }
      : { args, executablePath: systemChromium, env },
  )
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// On a machine under load Chromium now and then ends while it starts; nothing of ours runs in it yet.
async function launchPatiently(options: LaunchOptions): Promise<Browser> {
  for (let triesLeft = 2; ; triesLeft -= 1) {
    try {
      return await driver.launch(options)
    } catch (error) {
      if (triesLeft === 0) throw error
    }
  }
}

// The package extracts into TMPDIR, and its libraries only where it believes to be in a bare container.
async function extract(folder: string): Promise<string> {
  process.env.TMPDIR = folder
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x'
  const before = { libraries: process.env.LD_LIBRARY_PATH, fonts: process.env.FONTCONFIG_PATH }
  const { default: packaged } = await import('@sparticuz/chromium')
  const path = await packaged.executablePath()
  for (const [name, value] of [
    ['LD_LIBRARY_PATH', before.libraries],
    ['FONTCONFIG_PATH', before.fonts],
    ['TMPDIR', undefined],
    ['AWS_LAMBDA_JS_RUNTIME', undefined],
  ] as const) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  return path
}

// The package's own configuration names /tmp; without any font Chromium ends at the first text.
function configureFonts(folder: string): string {
  const file = join(folder, 'fonts.conf')
  writeFileSync(
    file,
    `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`,
  )
  return file
}
