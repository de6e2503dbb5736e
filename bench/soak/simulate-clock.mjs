// Loaded before the built server (NODE_OPTIONS=--import): its time moves when the soak says so, and stands still in between, so
// that a busy machine makes no tick late.
//
// Simulated are Date, performance.now, os.uptime, and the timers by which the product plans ahead, known by the function that sets
// them. All others are real: time limits, pauses before the next attempt, Socket.IO's pings wait for what takes real time.
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

// The ticks, node-cron, the look at the clock, the end of a batch.
const planners = ['waitForNext', 'armHeartBeat', 'waitForTick', 'closeBatch']
// The time limit of a collection is set as that begins, and cleared when it ends: by `run`, in a promise that `within` makes.
const limiter = 'run'
const named = [...planners, limiter]
// As after a boot: a clock that is set soon afterwards was not known before.
const uptimeAtStartMs = 60_000

const real = { Date, setTimeout, clearTimeout, setInterval, clearInterval }
const planned = new Set()
const collecting = new Set()
const seen = new Set()
let passedMs = 0
let clockSetMs = 0
let limitMs = 0
let pauseMs = 0
let isStepping = false

const wallMs = () => clockSetMs + passedMs

class PlannedTimer {
  constructor(work, delayMs, args, everyMs) {
    Object.assign(this, { work, args, everyMs, dueMs: passedMs + Math.max(1, delayMs) })
    planned.add(this)
  }
  fire() {
    if (this.everyMs === undefined) planned.delete(this)
    else this.dueMs += this.everyMs
    this.work(...this.args)
  }
  ref() {
    return this
  }
  unref() {
    return this
  }
}

/** Which of the named functions sets a timer. */
function findSetter() {
  const { stackTraceLimit, prepareStackTrace } = Error
  // This function, the setter of the timer, and who called that.
  Error.stackTraceLimit = 6
  Error.prepareStackTrace = (_, sites) => sites
  // esbuild adds a digit to a name that another module has, too.
  const [setter, ...callers] = new Error().stack.slice(2).map((site) => site.getFunctionName()?.replace(/\d+$/, ''))
  Object.assign(Error, { stackTraceLimit, prepareStackTrace })
  const name = callers.join() === 'Promise,within,run' ? limiter : planners.find((planner) => planner === setter)
  if (name !== undefined) seen.add(name)
  return name
}

/** Fires what is due, one moment after the other, with a real pause after each for what it has begun. */
function step() {
  if (isStepping) return
  const next = [...planned].reduce((first, one) => (first && first.dueMs <= one.dueMs ? first : one), undefined)
  if (!next || next.dueMs > limitMs) {
    passedMs = limitMs
    process.send?.({ reached: { wallMs: wallMs(), unseen: named.filter((name) => !seen.has(name)) } })
    return
  }
  isStepping = true
  // Not kept alive by it: a server that has stopped ends.
  const goOn = () => {
    // A collection that waits for its file or for the engine must not meet the next tick, which is milliseconds away.
    if (collecting.size > 0 || process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')))
      return real.setTimeout(goOn, 1).unref()
    isStepping = false
    step()
  }
  real.setTimeout(goOn, pauseMs).unref()
  passedMs = Math.max(passedMs, next.dueMs)
  next.fire()
}

function simulate(startMs) {
  clockSetMs = startMs
  Date.now = wallMs
  globalThis.Date = new Proxy(real.Date, {
    construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [wallMs()], made),
    apply: (target) => new target(wallMs()).toString(),
  })
  real.Date.prototype.constructor = Date
  performance.now = () => passedMs
  os.uptime = () => (uptimeAtStartMs + passedMs) / 1000
  syncBuiltinESMExports()
  globalThis.setTimeout = Object.assign((work, delayMs, ...args) => {
    const setter = findSetter()
    if (setter !== undefined && setter !== limiter) return new PlannedTimer(work, delayMs, args)
    const timer = real.setTimeout(
      (...args) => {
        collecting.delete(timer)
        work(...args)
      },
      delayMs,
      ...args,
    )
    if (setter) collecting.add(timer)
    return timer
  }, real.setTimeout)
  globalThis.setInterval = (work, everyMs, ...args) =>
    planners.includes(findSetter())
      ? new PlannedTimer(work, everyMs, args, everyMs)
      : real.setInterval(work, everyMs, ...args)
  globalThis.clearTimeout = (timer) => {
    collecting.delete(timer)
    if (!planned.delete(timer)) real.clearTimeout(timer)
  }
  globalThis.clearInterval = globalThis.clearTimeout
}

async function inspect() {
  // Finalizers free more in later turns.
  for (let round = 0; round < 3; round += 1) {
    await turn()
    collectGarbage()
  }
  const resources = process.getActiveResourcesInfo()
  return {
    heapBytes: process.memoryUsage().heapUsed,
    timers: planned.size + resources.filter((name) => name === 'Timeout').length,
  }
}

let collectGarbage
if (isMainThread && process.env.SIMULATED_START) {
  setFlagsFromString('--expose-gc')
  collectGarbage = runInNewContext('gc')
  simulate(Number(process.env.SIMULATED_START))
  process.on('message', (message) => {
    if (message.advanceMs !== undefined) {
      limitMs += message.advanceMs
      pauseMs = message.pauseMs
      step()
    }
    if (message.setClockMs !== undefined) clockSetMs += message.setClockMs
    if (message.inspect) void inspect().then((found) => process.send?.({ found }))
  })
  process.channel.unref()
  // Changes nothing of what happens then.
  process.on('uncaughtExceptionMonitor', (err, origin) => process.send?.({ fault: `${origin}: ${err?.stack ?? err}` }))
  process.on('warning', (warning) => process.send?.({ fault: `warning: ${warning.stack}` }))
}
