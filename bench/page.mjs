// What the overview costs the browser that shows it: a real server with ten containers and two days of history, and Chromium
// without a graphics card. Beside it in the same browser: Netdata's dashboard, and the least that a page can do.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadBrowserParts, openWithoutMouse, watchMainThread } from './launch-browser.mjs'
import { startNetdata } from './netdata.mjs'
import { measurePage } from './page-size.mjs'
import { familyOf, readProcess } from './processes.mjs'
import { startRelay } from './relay.mjs'
import { atMost, below } from './report.mjs'
import { makeDataDir, newestStored, removeDataDir, startServer } from './start-server.mjs'

const checkout = fileURLToPath(new URL('..', import.meta.url))
// A machine with sensors, whatever this one has.
const sysfs = fileURLToPath(new URL('../server/test/machines/x86-btrfs-docker/before/sys', import.meta.url))
export const view = { viewport: { width: 1280, height: 800 }, locale: 'en-US' }
const slowdown = 4
const visits = 9
// Nine widgets a page.
const samplesEach = 30
const openPages = 3
const leastWidgets = 20
// That of the disks too: held back, it has their card tell in the midst of it that its values are old.
const families = { system: 5000, network: 10_000, docker: 15_000, filesystem: 60_000 }
const hourMs = 3_600_000
const netdataSeconds = 60
// What compilers and caches still take is not what is looked for; a leak of a sample's size would be 2 MB in an hour.
const toleratedGrowthMb = 0.5

/** @param {{ seconds?: number, signal: AbortSignal }} options `seconds` is how long the widgets stay open */
export async function measureOverview({ seconds = 600, signal }) {
  const parts = await loadBrowserParts()
  const undo = []
  const later = (close) => undo.unshift(close)
  const wait = (ms) => delay(ms, undefined, { signal })
  try {
    const engine = await startContainers(parts, later)
    const { server, relay } = await startWatched(parts, engine, { later, wait })
    const { browser, close } = await parts.launchBrowser()
    later(close)

    const textMs = await measureText(browser, wait)
    const netdata = await measureNetdata(browser, wait)

    const first = await browser.newContext(view)
    await parts.signUp(await first.newPage(), relay.base)
    const visitor = { browser, base: relay.base, account: parts.account, state: await first.storageState() }
    await first.close()

    const paint = await measureFirstPaint(visitor)
    console.log(`${openPages} pages stay open for ${seconds} s …`)
    const open = await measureOpen(visitor, server, seconds, wait)
    const [{ page: pageOpen, layMouse }, ...others] = open.pages
    for (const { page } of others) await page.context().close()
    relay.hold(true)
    const [sample] = await measureSamples([{ page: pageOpen, relay }], wait)
    await layMouse()
    const [underMouse] = await measureSamples([{ page: pageOpen, relay }], wait)
    console.log('an hour of samples, one after the other …')
    const hour = await measureHour(pageOpen, relay, wait)
    relay.hold(false)
    const percent = open.mainThreadPercent / openPages

    const growthMb = (hour.end.heapBytes - hour.start.heapBytes) / 1e6
    const rows = [
      below(
        `first paint with data, CPU slowed ${slowdown} times, nothing cached`,
        median(paint.cold.first),
        1000,
        'ms',
      ),
      below(`the same at the second visit`, median(paint.warm.first), 1000, 'ms'),
      atMost(
        `the first of them, of what Netdata's dashboard takes`,
        median(paint.cold.first) / median(netdata.paint),
        0.5,
        '',
      ),
      below('a system sample: main thread', sample.system, 4, 'ms'),
      below('a network sample: main thread', sample.network, 4, 'ms'),
      below('a docker sample, 10 containers: main thread', sample.docker, 4, 'ms'),
      below('a system sample, a mouse over the page', underMouse.system, 4, 'ms'),
      below('a network sample, a mouse over the page', underMouse.network, 4, 'ms'),
      below('a docker sample, a mouse over the page', underMouse.docker, 4, 'ms'),
      below(`${open.widgets} widgets open: main threads, of a core`, open.mainThreadPercent, 3, '%'),
      atMost(`one page open, of what Netdata's dashboard takes at 5 s`, percent / netdata.mainThreadPercent, 0.2, ''),
      atMost('an hour of samples: growth of the heap', growthMb, toleratedGrowthMb, 'MB'),
      atMost('an hour of samples: more nodes', hour.end.nodes - hour.start.nodes, 0, ''),
      atMost('an hour of samples: more listeners', hour.end.listeners - hour.start.listeners, 0, ''),
      atMost('overview: JavaScript, gzipped', measurePage('src/pages/overview.tsx') / 1000, 150, 'kB'),
    ]
    console.log(
      `all widgets painted: ${median(paint.cold.all).toFixed(0)} ms, second visit ${median(paint.warm.all).toFixed(0)} ms`,
    )
    console.log(`the whole browser while they were open: ${open.browserPercent.toFixed(1)} % of a core`)
    console.log(`a blank page that changes one text: ${textMs.toFixed(2)} ms`)
    const { pages: _, ...opened } = open
    return {
      seconds,
      paint,
      open: opened,
      sampleMs: { ...sample, underMouse, blankPageText: textMs },
      netdata,
      hour,
      rows,
    }
  } finally {
    for (const close of undo) await close()
  }
}

/**
 * A server with sensors, that engine's containers and two days of history, and the relay through which pages come to it.
 * @param {{ later(undo: () => unknown): void, wait(ms: number): Promise<void>, root?: string }} options `later` is told how to
 * undo it; `root` is the checkout, built, that it is of
 */
export async function startWatched(parts, engine, { later, wait, root = checkout }) {
  const folder = makeDataDir()
  later(() => removeDataDir(folder))
  const dataDir = join(folder, 'data')
  const server = await startServer(dataDir, {
    cwd: folder,
    env: { SYSFS_PATH: sysfs, DOCKER_SOCKET: engine.socket },
    enclose: ([, ...args]) => [join(root, 'bin/zenith'), ...args],
  })
  later(() => server.stop())
  while ((await newestStored(dataDir)) === null) await wait(100)
  await parts.insertHistory(folder, 2)
  const relay = await startRelay(Number(new URL(server.base).port))
  later(() => relay.close())
  return { server, relay }
}

/** Ten containers as an engine tells of them, whose figures change. */
export async function startContainers({ FakeEngine, insertedContainers }, later) {
  const folder = makeDataDir()
  later(() => removeDataDir(folder))
  const socket = join(folder, 'docker.sock')
  const startedMs = Date.now()
  const inspect = {}
  const stats = {}
  const list = insertedContainers.map(({ container_id, container_name, image }) => {
    const state = { Status: 'running', Pid: 2 ** 30, StartedAt: new Date(startedMs).toISOString() }
    inspect[container_id] = { Name: `/${container_name}`, RestartCount: 0, State: state }
    return { Id: container_id, Names: [`/${container_name}`], Image: image, State: 'running', Status: 'Up' }
  })
  const change = () => {
    const seconds = (Date.now() - startedMs) / 1000
    for (const [index, { Id }] of list.entries()) {
      const wave = 1 + Math.sin(seconds / 20 + index)
      const bytes = (speed) => Math.round((seconds + 10 * wave) * speed)
      stats[Id] = {
        cpu_stats: { cpu_usage: { total_usage: Math.round((seconds + 10 * wave) * (index + 1) * 1e7) } },
        memory_stats: { usage: Math.round((index + 1) * 4e7 + wave * 3e6), limit: 8e9, stats: { inactive_file: 1e6 } },
        networks: { eth0: { rx_bytes: bytes(1e4), tx_bytes: bytes(3e3) } },
      }
    }
  }
  change()
  const engine = new FakeEngine({ version: '1.44', list, inspect, stats })
  await engine.listen(socket)
  const timer = setInterval(change, 1000)
  later(() => {
    clearInterval(timer)
    return engine.close()
  })
  return { socket }
}

/** Opens a context as whoever is signed in: the cookie changes with each use. */
async function enter(visitor, work) {
  const context = await visitor.browser.newContext({ ...view, storageState: visitor.state })
  const given = await work(context)
  visitor.state = await context.storageState()
  return given
}

async function measureFirstPaint(visitor) {
  const results = { cold: { first: [], all: [] }, warm: { first: [], all: [] } }
  for (let count = 0; count < visits; count += 1) {
    await enter(visitor, async (context) => {
      for (const name of ['cold', 'warm']) {
        const page = await context.newPage()
        const { slowDown } = await watchMainThread(page)
        await slowDown(slowdown)
        await page.addInitScript(definePainted)
        await page.addInitScript(watchForData)
        await page.goto(visitor.base)
        const { first, all } = await page.evaluate(() => window.painted)
        results[name].first.push(first)
        results[name].all.push(all)
        // As a visitor who stays for a moment: the browser stores what came.
        await page.waitForTimeout(500)
        await page.close()
      }
    })
    // The contexts of one browser would crowd each other.
    for (const context of visitor.browser.contexts()) await context.close()
  }
  return results
}

/** Runs in the page: when those widgets were painted with values that stand on its first screen, and when all were. */
function watchForData() {
  const firstScreen = ['CPU and memory', 'The last 15 minutes', 'System']
  const widgets = () => [...document.querySelectorAll('main section[aria-label]')]
  const named = (name) => widgets().find((one) => one.getAttribute('aria-label') === name)
  const hasValue = (widget) => widget && !widget.querySelector(':scope > [role=status].grid')
  const hasNumber = (widget) => hasValue(widget) && /\d/.test(widget.textContent)
  const first = window.whenPainted(
    () =>
      firstScreen.every((name) => hasNumber(named(name))) && named(firstScreen[1]).querySelector('[role=img] polyline'),
  )
  const all = window.whenPainted(() => widgets().length >= 9 && widgets().every(hasValue))
  window.painted = Promise.all([first, all]).then(([first, all]) => ({ first, all }))
}

/** Runs in a page before what asks it for a moment: `whenPainted` gives that at which what meets a condition was painted. */
function definePainted() {
  window.whenPainted = (isMet) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!isMet()) return
        observer.disconnect()
        // The most urgent task after a frame's callbacks comes when it was painted, before what the page does next.
        requestAnimationFrame(() => scheduler.postTask(() => resolve(performance.now()), { priority: 'user-blocking' }))
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { childList: true, subtree: true, characterData: true })
      setTimeout(() => reject(new Error('the page has not shown its data')), 30_000)
    })
}

async function measureOpen(visitor, server, seconds, wait) {
  const pages = []
  const countWidgets = async () => {
    let widgets = 0
    for (const { page } of pages) widgets += await page.locator('main section[aria-label]').count()
    if (widgets < leastWidgets) throw new Error(`${widgets} widgets are open, not ${leastWidgets}`)
    return widgets
  }
  for (let count = 0; count < openPages; count += 1) {
    const context = await visitor.browser.newContext(view)
    // A sign-in each: of those who share one, all but the last have a spent cookie when it is to be renewed.
    const { username, password } = visitor.account
    const data = { username, password, session: 'cookie' }
    const answer = await context.request.post(`${visitor.base}/api/auth/login`, { data })
    if (!answer.ok()) throw new Error(`no sign-in: ${await answer.text()}`)
    const opened = await openWithoutMouse(context)
    await opened.page.goto(visitor.base)
    await opened.page.locator('[data-testid=connection][data-state=live]').waitFor()
    pages.push(opened)
  }
  // Until the pages have come to rest.
  await wait(5000)
  const widgets = await countWidgets()
  const threads = await Promise.all(pages.map(({ page }) => watchMainThread(page)))
  const servers = new Set(familyOf(server.pid))
  const processes = familyOf(process.pid).filter((pid) => pid !== process.pid && !servers.has(pid))
  const read = async () => ({
    atMs: performance.now(),
    threadMs: (await Promise.all(threads.map(({ busyMs }) => busyMs()))).reduce((sum, ms) => sum + ms, 0),
    browserMs: processes.reduce((sum, pid) => sum + (readProcess(pid)?.cpuMs ?? 0), 0),
  })
  const before = await read()
  await wait(seconds * 1000)
  const after = await read()
  await countWidgets()
  const percent = (name) => (100 * (after[name] - before[name])) / (after.atMs - before.atMs)
  return { pages, widgets, mainThreadPercent: percent('threadMs'), browserPercent: percent('browserMs') }
}

/** A sample that was heard, as if it were taken now or later. */
function createReplay({ heard, push }) {
  const counts = new Map()
  return (family, timeMs) => {
    const samples = heard.get(family)
    if (!samples) throw new Error(`no sample of ${family} was heard: give more seconds`)
    const count = counts.get(family) ?? 0
    counts.set(family, count + 1)
    push(family, { ...samples[count % samples.length], timestamp: new Date(timeMs).toISOString() })
  }
}

/**
 * Milliseconds of main thread that a second with a sample takes more than one without, on the average, for each page: in turn, so
 * that what comes over the machine comes over all alike. Seconds in which a page asks the server for what it asks for now and then
 * by itself are not counted, which would come over some alone. `errors` are the standard errors of these.
 */
export async function measureSamples(pages, wait) {
  const kinds = ['idleSecond', ...Object.keys(families)]
  const watched = []
  for (const { page, relay } of pages) {
    const { busyMs } = await watchMainThread(page)
    const one = {
      busyMs,
      replay: createReplay(relay),
      costs: Object.fromEntries(kinds.map((kind) => [kind, []])),
      hasAsked: false,
    }
    page.on('request', () => {
      one.hasAsked = true
    })
    watched.push(one)
  }
  const inTurn = [...watched]
  const measure = async (kind, timeMs) => {
    for (const one of inTurn) {
      one.hasAsked = false
      const before = await one.busyMs()
      if (kind !== 'idleSecond') one.replay(kind, timeMs)
      await wait(1000)
      const spent = (await one.busyMs()) - before
      if (!one.hasAsked) one.costs[kind].push(spent)
    }
    inTurn.reverse()
  }
  // Each at its own pace, as what is drawn once in half a minute is; idle seconds between.
  for (let timeMs = Date.now(); watched[0].costs.docker.length < samplesEach; ) {
    timeMs += families.system
    for (const [family, intervalMs] of Object.entries(families)) {
      if (timeMs % intervalMs < families.system) await measure(family, timeMs)
    }
    await measure('idleSecond')
  }
  return watched.map(({ costs }) => {
    const { idleSecond, ...samples } = Object.fromEntries(kinds.map((kind) => [kind, average(costs[kind])]))
    const sampled = Object.keys(samples)
    return {
      idleSecond,
      ...Object.fromEntries(sampled.map((family) => [family, samples[family] - idleSecond])),
      errors: Object.fromEntries(
        sampled.map((family) => [family, Math.hypot(errorOf(costs[family]), errorOf(costs.idleSecond))]),
      ),
    }
  })
}

/** Milliseconds of main thread that a blank page takes to change one text: what a sample costs at the very least here. */
async function measureText(browser, wait) {
  const context = await browser.newContext(view)
  const { page } = await openWithoutMouse(context)
  await page.setContent('<p>0</p>')
  const { busyMs } = await watchMainThread(page)
  const costs = { idle: [], text: [] }
  for (let count = 1; count <= samplesEach; count += 1) {
    for (const kind of Object.keys(costs)) {
      const before = await busyMs()
      // Not by the debugger's own task.
      const change = ([text, isShown]) =>
        void setTimeout(() => isShown && document.querySelector('p').replaceChildren(text), 50)
      await page.evaluate(change, [`${count}`, kind === 'text'])
      await wait(1000)
      costs[kind].push((await busyMs()) - before)
    }
  }
  await context.close()
  return average(costs.text) - average(costs.idle)
}

/**
 * Netdata's dashboard: when its first chart was painted, in milliseconds a visit, on a slowed processor with nothing cached; and
 * how much of a core its main thread takes while it is open, in percent.
 */
async function measureNetdata(browser, wait) {
  const netdata = await startNetdata(families.system / 1000)
  const visit = async (work) => {
    const context = await browser.newContext(view)
    try {
      // It asks for things on the internet, too.
      await context.route(
        (url) => url.hostname !== '127.0.0.1',
        (route) => route.abort(),
      )
      return await work((await openWithoutMouse(context)).page)
    } finally {
      await context.close()
    }
  }
  try {
    const paint = []
    for (let count = 0; count < visits; count += 1) {
      await visit(async (page) => {
        const { slowDown } = await watchMainThread(page)
        await slowDown(slowdown)
        await page.addInitScript(definePainted)
        await page.addInitScript((chart) => {
          window.painted = window.whenPainted(() => document.querySelector(chart))
        }, netdata.firstChart)
        await page.goto(netdata.dashboard)
        paint.push(await page.evaluate(() => window.painted))
      })
    }
    const mainThreadPercent = await visit(async (page) => {
      await page.goto(netdata.dashboard)
      await page.locator(netdata.firstChart).first().waitFor()
      await wait(15_000)
      const { busyMs } = await watchMainThread(page)
      const before = await busyMs()
      await wait(netdataSeconds * 1000)
      return (100 * ((await busyMs()) - before)) / (netdataSeconds * 1000)
    })
    return { paint, mainThreadPercent }
  } finally {
    await netdata.stop()
  }
}

async function measureHour(page, relay, wait) {
  const replay = createReplay(relay)
  const { memory } = await watchMainThread(page)
  // Later than all that came before.
  let timeMs = Date.now() + hourMs
  const play = async (lengthMs) => {
    for (const endMs = timeMs + lengthMs; timeMs < endMs; ) {
      timeMs += families.system
      for (const [family, intervalMs] of Object.entries(families)) {
        if (timeMs % intervalMs < families.system) replay(family, timeMs)
      }
      // Each is drawn.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    }
    await wait(1500)
    return memory()
  }
  // The traces are full from then on.
  const start = await play(hourMs / 4)
  const middle = await play(hourMs / 2)
  const end = await play(hourMs / 2)
  return { start, middle, end }
}

function average(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** The standard error of their average. */
function errorOf(numbers) {
  const mean = average(numbers)
  return Math.sqrt(average(numbers.map((number) => (number - mean) ** 2)) / (numbers.length - 1))
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
