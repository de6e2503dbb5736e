// Preloaded into what is measured (NODE_OPTIONS=--import): tells how long its event loop was held. It sleeps until the first
// SIGUSR2, for a timer each millisecond costs more than the server does; the second one writes BENCH_LOOP_FILE.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 1
const slotMs = 100
// All samples are taken at multiples of it on the wall clock, and are there in its first half.
const tickMs = 5000

let stop

function start() {
  const all = monitorEventLoopDelay({ resolution: resolutionMs })
  const slot = monitorEventLoopDelay({ resolution: resolutionMs })
  const holds = []
  let slotStartMs = Date.now()
  // The histogram has the time from one timer to the next: the timer's own millisecond is no hold.
  const toMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
  const timer = setInterval(() => {
    if (slot.count > 0) holds.push({ heldMs: toMs(slot.max), phaseMs: slotStartMs % tickMs, at: slotStartMs })
    slot.reset()
    slotStartMs = Date.now()
  }, slotMs)
  all.enable()
  slot.enable()
  return () => {
    clearInterval(timer)
    const worst = (list) => list.reduce((most, { heldMs }) => Math.max(most, heldMs), 0)
    const summary = {
      atTicksMs: worst(holds.filter(({ phaseMs }) => phaseMs < tickMs / 2 || phaseMs > tickMs - slotMs)),
      betweenTicksMs: worst(holds.filter(({ phaseMs }) => phaseMs >= tickMs / 2 && phaseMs <= tickMs - slotMs)),
      p999Ms: toMs(all.percentile(99.9)),
      longest: holds
        .sort((a, b) => b.heldMs - a.heldMs)
        .slice(0, 5)
        .map(({ heldMs, at }) => ({ heldMs, at: new Date(at).toISOString() })),
    }
    writeFileSync(process.env.BENCH_LOOP_FILE, JSON.stringify(summary))
  }
}

process.on('SIGUSR2', () => {
  if (stop) stop()
  else stop = start()
})
