// Preloaded into what is measured (NODE_OPTIONS=--import): tells how long its event loop was held. It sleeps until the first
// SIGUSR2, for a timer each millisecond costs more than the server does; the second one writes BENCH_LOOP_FILE.
import { readFileSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 1
const slotMs = 20
// All samples are taken at multiples of it on the wall clock, and are there in its first half.
const tickMs = 5000

let stop

// How long the main thread has run, and waited for a processor that another process had: no work of its own. Neither has what
// the host of a virtual machine took from it, which may be 15 ms at a time. See Documentation/scheduler/sched-stats.rst in the
// Linux source.
function readThread() {
  const [ran, waited] = readFileSync('/proc/self/schedstat', 'utf8').split(' ')
  return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 }
}

function start() {
  const all = monitorEventLoopDelay({ resolution: resolutionMs })
  const slot = monitorEventLoopDelay({ resolution: resolutionMs })
  // The histogram has the time from one timer to the next: the timer's own millisecond is no hold.
  const toMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
  const slots = []
  let begun = { atMs: Date.now(), ...readThread() }
  const timer = setInterval(() => {
    const { ranMs, waitedMs } = readThread()
    const lateMs = toMs(slot.max)
    if (slot.count > 0) {
      const unforcedMs = Math.max(0, lateMs - (waitedMs - begun.waitedMs))
      slots.push({ atMs: begun.atMs, lateMs, heldMs: Math.min(unforcedMs, ranMs - begun.ranMs) })
    }
    slot.reset()
    begun = { atMs: Date.now(), ranMs, waitedMs }
  }, slotMs)
  all.enable()
  slot.enable()
  return () => {
    clearInterval(timer)
    writeFileSync(
      process.env.BENCH_LOOP_FILE,
      JSON.stringify({ ...summarize(slots), p999Ms: toMs(all.percentile(99.9)) }),
    )
  }
}

function summarize(slots) {
  const isAtTick = ({ atMs }) => (atMs + slotMs) % tickMs < tickMs / 2
  const worst = (list) => list.reduce((most, { heldMs }) => Math.max(most, heldMs), 0)
  const longest = [...slots].sort((a, b) => b.heldMs - a.heldMs).slice(0, 5)
  return {
    atTicksMs: worst(slots.filter(isAtTick)),
    betweenTicksMs: worst(slots.filter((one) => !isAtTick(one))),
    longest: longest.map(({ atMs, ...times }) => ({ at: new Date(atMs).toISOString(), ...times })),
  }
}

process.on('SIGUSR2', () => {
  if (stop) stop()
  else stop = start()
})
